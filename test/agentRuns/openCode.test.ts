import { openCode } from '../support/agents/openCode.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(openCode);
