import { describe, expect, test } from 'vitest';
import { isTrusted, originIn, remoteOf } from '../../../src/core/policy/remotes.ts';

describe('addresses', () => {
  const is = (url: string, name: string | undefined) =>
    test(JSON.stringify(url), () => expect(remoteOf(url)?.name).toBe(name));

  is('https://github.com/acme/shop.git', 'github.com/acme/shop');
  is('https://github.com/acme/shop', 'github.com/acme/shop');
  is('https://GitHub.com/acme/shop/', 'github.com/acme/shop');
  is('https://github.com:443/acme/shop', 'github.com/acme/shop');
  is('https://github.com:8443/acme/shop', 'github.com:8443/acme/shop');
  is('git@github.com:acme/shop.git', 'github.com/acme/shop');
  is('github.com:acme/shop.git', 'github.com/acme/shop');
  is('ssh://git@github.com/acme/shop.git', 'github.com/acme/shop');
  is('ssh://git@github.com:2222/acme/shop', 'github.com:2222/acme/shop');
  // Nobody proves who answers there.
  is('http://github.com/acme/shop', 'http://github.com/acme/shop');
  is('git://github.com/acme/shop', 'git://github.com/acme/shop');
  is('file:///srv/acme/shop.git', 'file:///srv/acme/shop');

  is('ext::sh -c "touch /tmp/x"', undefined);
  is('ext::sh', undefined);
  is('ssh://-oProxyCommand=x/acme/shop', undefined);
  is('-oProxyCommand=x:acme/shop', undefined);
  is('git@-oProxyCommand=x:acme/shop', undefined);
  is('https://ada:secret@github.com/acme/shop', undefined);
  is('https://github.com@evil.example/acme/shop', undefined);
  is('https://github.com/acme/../evil/shop', undefined);
  is('https://github.com/acme/%2e%2e/evil/shop', undefined);
  is('https://github.com/acme/shop?x', undefined);
  is('https://github.com\\@evil.example/acme/shop', undefined);
  is('https://github.com/acme/shop\n--upload-pack=x', undefined);
  is('https://github.com', undefined);
  is('https://github.com/', undefined);
  is('/srv/acme/shop', undefined);
  is('../shop', undefined);
  is('c:acme/shop', undefined);
  is('', undefined);
});

describe('what a setting trusts', () => {
  const is = (setting: string, url: string, expected: boolean) =>
    test(`${setting}: ${url}`, () => {
      const remote = remoteOf(url);
      expect(remote !== undefined && isTrusted(remote, [setting])).toBe(expected);
    });

  is('github.com/acme/shop', 'git@github.com:acme/shop.git', true);
  is('github.com/acme/shop', 'https://github.com/acme/shop2', false);
  is('github.com/acme/*', 'https://github.com/acme/shop', true);
  is('github.com/acme/*', 'https://github.com/acme/shop/evil', false);
  is('github.com/acme/**', 'https://github.com/acme/team/shop', true);
  is('github.com/acme/*', 'https://github.com/acme-evil/shop', false);
  is('github.com/acme/*', 'https://github.com.evil.example/acme/shop', false);
  is('github.com/acme/*', 'https://github.com:8443/acme/shop', false);
  is('github.com/acme/*', 'http://github.com/acme/shop', false);
  is('github.com/acme/*', 'git://github.com/acme/shop', false);
  is('http://github.com/acme/*', 'http://github.com/acme/shop', true);
  is('http://github.com/acme/*', 'git://github.com/acme/shop', false);
  is('file:///srv/acme/*', 'file:///srv/acme/shop', true);
  is('file:///srv/acme/*', 'file:///srv/evil/shop', false);
  // A host is always named.
  is('**', 'https://evil.example/acme/shop', false);
  is('*/acme/shop', 'https://evil.example/acme/shop', false);
  is('*.example/acme/shop', 'https://evil.example/acme/shop', false);
  is('git://*/acme/shop', 'git://evil.example/acme/shop', false);
});

describe('the remote of a repository', () => {
  const is = (title: string, config: string, expected: string | undefined) =>
    test(title, () => expect(originIn(config)).toBe(expected));
  const origin = '[remote "origin"]\n';

  is(
    'as git writes it',
    `[core]\n\tbare = false\n${origin}\turl = git@github.com:acme/shop.git\n\tfetch = +refs/heads/*\n`,
    'git@github.com:acme/shop.git',
  );
  is('the first of two', `${origin}\turl = https://a.example/x\n\turl = https://b.example/x\n`, 'https://a.example/x');
  is('another remote', '[remote "other"]\n\turl = https://a.example/x\n', undefined);
  is('another section after it', `${origin}[remote "other"]\n\turl = https://a.example/x\n`, undefined);
  is('another key', `${origin}\tpushurl = https://a.example/x\n`, undefined);
  is('in quotes', `${origin}\turl = "https://a.example/x"\n`, undefined);
  is('over two lines', `${origin}\turl = https://a.example/\\\nx\n`, undefined);
  is('nothing', '', undefined);
});
