import { geminiCli } from '../support/agents/geminiCli.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(geminiCli);
