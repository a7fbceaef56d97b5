import { qwenCode } from '../support/agents/qwenCode.ts';
import { agentStory } from '../support/agents/story.ts';

agentStory(qwenCode);
