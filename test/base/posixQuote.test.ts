import { expect, test } from 'vitest';
import { posixQuote, posixWord } from '../../src/base/posixQuote.ts';

const is = (word: string, expected: string) => test(word, () => expect(posixWord(word)).toBe(expected));

is('-target=aws_s3_bucket.logs', '-target=aws_s3_bucket.logs');
is('=ls', "'=ls'");
is('50%', '50%');
is('$HOME', "'$HOME'");
is('~', "'~'");
is('', "''");
is("it's", "'it'\\''s'");

test('is quoted where it must be', () => expect(posixQuote('plain')).toBe("'plain'"));
