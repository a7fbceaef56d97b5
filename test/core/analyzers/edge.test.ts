/** Content networks, gateways, proxies and tunnels. Most of their lines are pairs of the corpus. */
import { describe } from 'vitest';
import { is } from '../../support/understanding.ts';

describe('edge', () => {
  is('fastly backend delete --name origin', 'destroy fastly backend delete');
  is('fastly service-version activate --version 3', 'change fastly service-version activate');
  is('fastly version', 'read fastly version');
  is('nginx -s reload', 'change nginx -s reload');
  is('nginx -t');
  is('apachectl graceful', 'change apachectl graceful');
  is("echo 'disable server b/w' | socat stdio /run/haproxy.sock", 'change socat disable server b/w /run/haproxy.sock');
  is("echo 'show stat' | socat stdio /run/haproxy.sock", 'read socat show stat /run/haproxy.sock');
  is('cat cmds | socat stdio /run/haproxy.sock', 'unknown socat $(cat cmds) /run/haproxy.sock');
  is('socat TCP-LISTEN:8080,fork TCP:localhost:80');
  is('ngrok http 3000');
  is('ngrok api edges https delete e', 'destroy ngrok api edges https delete e');
  is('cloudflared tunnel --url http://localhost:3000');
  is('cloudflared tunnel delete web', 'destroy cloudflared tunnel delete web');
  is('deck gateway sync', 'change deck gateway sync');
  is('caddy run');
  is('caddy reload', 'change caddy reload');
});
