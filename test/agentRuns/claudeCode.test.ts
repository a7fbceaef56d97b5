import { claudeCode } from '../support/agents/claudeCode.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(claudeCode);
