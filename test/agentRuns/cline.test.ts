import { cline } from '../support/agents/cline.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(cline);
