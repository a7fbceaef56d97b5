import { codex } from '../support/agents/codex.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(codex);
