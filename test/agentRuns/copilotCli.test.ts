import { copilotCli } from '../support/agents/copilotCli.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(copilotCli);
