import { describe } from 'vitest';
import { held, is, isIn, passes, silent } from '../../support/understanding.ts';

describe('containers', () => {
  is('docker push registry.example.com/app:v1', 'change docker push registry.example.com/app:v1');
  is('docker image push app', 'change docker image push app');
  is('docker build --push -t app .', 'change docker build --push .');
  is('docker buildx build -t app --output type=registry .', 'change docker buildx build --push .');
  is('docker volume rm data', 'destroy docker volume rm data');
  is('docker rm -vf web', 'destroy docker rm -v web');
  is('docker rm -fv web', 'destroy docker rm -v web');
  is('docker rm -v web', 'destroy docker rm -v web');
  is('docker compose down -v', 'destroy docker compose down -v');
  is('docker-compose down --volumes', 'destroy docker compose down -v');
  is('docker system prune -a --volumes -f', 'destroy docker system prune --volumes');
  is('docker stack rm shop', 'destroy docker stack rm shop');
  is('docker --context prod ps', 'read docker ps @ context prod');
  is('docker -cprod compose up -d', 'change docker compose up @ context prod');
  is('docker compose --context prod up -d', 'change docker compose up @ context prod');
  is('docker -H ssh://web1 restart api', 'change docker restart api @ host ssh://web1');
  is('DOCKER_HOST=ssh://web1 docker rm -f api', 'destroy docker rm api @ host ssh://web1');
  isIn({ env: { DOCKER_HOST: 'tcp://10.0.0.5:2375' } }, 'docker ps', 'read docker ps @ host tcp://10.0.0.5:2375');
  isIn({ env: { DOCKER_CONTEXT: 'prod' } }, 'docker stop api', 'change docker stop api @ context prod');
  isIn({ env: { DOCKER_HOST: 'unix:///var/run/docker.sock' } }, 'docker stop api');
  is('podman --connection prod rm -f api', 'destroy podman rm api @ context prod');
  is('ssh web1 docker ps', 'read docker ps @ on web1');
  is('ssh web1 docker stop api', 'change docker stop api @ on web1');
  is('docker exec db psql -c "DROP TABLE t"', 'destroy psql DROP TABLE t');
  is('docker frobnicate x', 'unknown docker frobnicate x');
});

held('containers', [
  'docker compose push',
  'docker compose build --push',
  'docker compose -f prod.yml down -v --remove-orphans',
  'docker compose down -t 5 -v',
  'docker compose down --rmi all --volumes',
  'docker compose rm -fsv',
  'docker compose up -d -V',
  'docker compose frobnicate up',
  'docker compose $VERB',
  'docker volume rm data1 data2',
  'docker volume prune -f',
  'docker volume rm $(docker volume ls -q)',
  'docker volume ls -q | xargs docker volume rm',
  'docker container rm --volumes web',
  'docker system prune --volumes',
  'sudo docker volume rm data',
  'bash -c "docker push app"',
  '/usr/bin/docker push app',
  'docker manifest push app:latest',
  'docker buildx imagetools create -t app:prod app:v1',
  'docker buildx bake --push',
  'docker trust sign app:v1',
  'docker trust revoke app:v1',
  'docker stack deploy -c stack.yml shop',
  'docker service update --image app:2 web',
  'docker service scale web=0',
  'docker service rm web',
  'docker node rm n1',
  'docker node update --availability drain n1',
  'docker secret rm s',
  'docker secret create s file',
  'docker config rm c',
  'docker swarm leave --force',
  'docker swarm init',
  'docker swarm join-token --rotate worker',
  'docker context use prod',
  'docker context create prod --docker host=ssh://web1',
  'docker run --privileged nginx',
  'docker run --rm -v pgdata:/v alpine rm -rf /v/base',
  'docker run --rm -v pgdata:/v alpine sh -c "rm -rf /v/*"',
  'docker mcp tools call x',
  'docker run -it --rm --privileged=true nginx sh',
  'docker run -v /:/host alpine sh',
  'docker run --mount type=bind,source=/etc,target=/mnt alpine',
  'docker run --pid=host alpine',
  'docker run -v ~/.ssh:/root/.ssh ubuntu:latest',
  'docker run -v ~/.kube:/root/.kube ops ./go.sh',
  'docker run --rm hashicorp/terraform destroy',
  'docker run --rm bitnami/kubectl delete ns x',
  'docker run --rm -v ~/.aws:/root/.aws amazon/aws-cli s3 rb s3://b --force',
  'docker run --rm amazon/aws-cli:2 s3 rb s3://b',
  'docker exec web kubectl delete ns x',
  'docker compose exec db psql -c "TRUNCATE users"',
  'docker compose run --rm infra terraform apply',
  'docker --context prod exec web ls',
  'docker --context "$CTX" stop web',
  'docker -H "$HOST" rm web',
  'docker -H tcp://docker.example compose up',
  'docker --context prod build .',
  'docker --context prod system prune',
  'env -S "DOCKER_HOST=tcp://prod.example docker compose up -d"',
  'export DOCKER_HOST=ssh://prod && docker compose up -d',
  'docker $VERB web',
  'docker --frobnicate rm web',
  'podman push app registry.example.com/app',
  'podman volume prune',
  'podman system reset',
  'podman machine rm',
  'podman kube apply --file pod.yml',
  'podman kube down --force pod.yml',
  'podman image scp app web1::',
  'podman --url ssh://web1/run/podman.sock rm x',
  'CONTAINER_HOST=ssh://web1/run/podman.sock podman stop x',
  'nerdctl push app',
  'nerdctl volume rm data',
  'nerdctl -n k8s.io rm -f x',
  'nerdctl compose down -v',
  'ssh web1 "cd /srv && docker compose pull && docker compose up -d"',
]);

silent('containers', [
  'docker',
  'docker ps -a',
  'docker logs -f --tail 100 web',
  'docker images',
  'docker inspect web',
  'docker pull nginx',
  'docker build -t app .',
  'docker build -f Dockerfile.dev --target dev -t app:dev .',
  'docker buildx build --load -t app .',
  'docker buildx build --output type=local,dest=out .',
  'docker buildx build --push=false .',
  'docker buildx ls',
  'docker run --rm -it -v "$PWD":/app -w /app node:20 npm test',
  'docker run -d -p 5432:5432 -e POSTGRES_PASSWORD=x -v pgdata:/var/lib/postgresql/data postgres:16',
  'docker run --privileged=false nginx',
  'docker run --rm -v pgdata:/v alpine ls /v',
  'docker run --rm -v "$PWD":/app alpine rm -rf /app/dist',
  'docker mcp catalog ls',
  'docker run --privileged --help',
  'docker run -v /etc/localtime:/etc/localtime:ro nginx',
  'docker run -v /tmp/x:/x alpine ls',
  'docker stop web',
  'docker kill web',
  'docker rm -f web',
  'docker rm -f $(docker ps -aq)',
  'docker rmi app:old',
  'docker image prune -af',
  'docker container prune -f',
  'docker network rm net',
  'docker network create net',
  'docker system prune -af',
  'docker system prune --volumes=false',
  'docker system df',
  'docker volume ls',
  'docker volume create data',
  'docker volume inspect data',
  'docker exec -it web sh',
  'docker exec web ls /app',
  'docker cp web:/app/log.txt .',
  'docker tag app registry.example.com/app:v1',
  'docker login registry.example.com',
  'docker context ls',
  'docker context use default',
  'docker --context default ps',
  'docker --context desktop-linux rm web',
  'DOCKER_HOST=unix:///run/user/1000/docker.sock docker rm web',
  'docker -H tcp://localhost:2375 stop web',
  'docker compose up -d --build',
  'docker compose -f docker-compose.yml -f dev.yml up',
  'docker compose down',
  'docker compose down --remove-orphans --rmi local',
  'docker compose --dry-run down -v',
  'docker compose down -v --help',
  'docker compose logs -f web',
  'docker compose ps',
  'docker compose build',
  'docker compose exec web npm test',
  'docker compose run --rm web pytest',
  'docker compose rm -f',
  'docker compose restart web',
  'docker-compose up -d',
  'docker-compose logs web',
  'docker manifest inspect app',
  'docker stack config -c stack.yml',
  'docker service ls',
  'podman build -t app .',
  'podman rm -f web',
  'podman kube play pod.yml',
  'podman machine start',
  'nerdctl build -t app .',
  'nerdctl run --rm alpine true',
  'echo "docker push app"',
  'grep -rn "docker compose down -v" README.md',
  'git commit -m "docker volume rm data"',
]);

passes('containers', [
  'docker --context prod logs web',
  'DOCKER_HOST=ssh://web1 docker compose ps',
  'docker -H ssh://web1 inspect web',
  'docker --context prod compose --dry-run up',
  'ssh web1 docker logs web',
]);
