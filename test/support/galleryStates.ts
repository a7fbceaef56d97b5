/** The holds that `docs/gallery.md` shows. What each would do comes from the readers themselves. */
import { warningsOf } from '../../src/core/impact/warnings.ts';
import { impactOfEdit } from '../../src/core/sourceFiles/editImpact.ts';
import { longValues } from '../../src/extension/attributeDiff.ts';
import { fileView } from '../../src/extension/fileView.ts';
import type { HoldView } from '../../src/protocol/panel.ts';
import { minutes, rule, sampleHold, start } from './sampleHold.ts';

const mainBefore = `terraform {
  required_version = ">= 1.6"
}

resource "aws_db_instance" "orders" {
  identifier              = "orders"
  engine                  = "postgres"
  engine_version          = "15.4"
  instance_class          = "db.m6g.large"
  allocated_storage       = 412
  backup_retention_period = 14
  deletion_protection     = true
  skip_final_snapshot     = false

  lifecycle {
    prevent_destroy = true
  }
}

resource "aws_security_group" "web" {
  name = "web"

  ingress {
    from_port   = 443
    to_port     = 443
    protocol    = "tcp"
    cidr_blocks = ["10.0.0.0/8"]
  }
}

resource "aws_iam_role" "report" {
  name = "cost-report"
  assume_role_policy = jsonencode({
    Version   = "2012-10-17"
    Statement = [{ Effect = "Allow", Action = "sts:AssumeRole", Principal = { Service = "ecs-tasks.amazonaws.com" } }]
  })
}

resource "aws_ecs_service" "billing" {
  name          = "billing"
  desired_count = 3
  task_definition = "billing:\${aws_db_instance.orders.address}"
}

resource "aws_s3_bucket" "exports" {
  bucket = "shop-exports"
}
`;

const mainAfter = mainBefore
  .replace('deletion_protection     = true', 'deletion_protection     = false')
  .replace('skip_final_snapshot     = false', 'skip_final_snapshot     = true')
  .replace('\n  lifecycle {\n    prevent_destroy = true\n  }\n', '')
  .replace('"10.0.0.0/8"', '"0.0.0.0/0"')
  .replace('\nresource "aws_s3_bucket" "exports" {\n  bucket = "shop-exports"\n}\n', '')
  .replace('desired_count = 3', 'desired_count = 1');

function edit(
  path: string,
  before: string,
  after: string,
): Pick<HoldView, 'files' | 'summary' | 'warnings' | 'longValues' | 'impact' | 'probes'> {
  const impact = impactOfEdit([{ path: `/shop/${path}`, before, after }], '/shop');
  if (impact === undefined) throw new Error(`${path} says nothing of resources`);
  return {
    files: [fileView(path, [{ kind: 'write', content: after }], { kind: 'text', text: before })],
    summary: impact.headline,
    impact,
    longValues: longValues(impact),
    warnings: warningsOf(impact),
    probes: [
      {
        id: '0',
        title: 'Compare the files before and after the edit',
        does: 'Reads what is known already. It starts nothing.',
        commands: [],
        output: '',
        state: 'done',
      },
    ],
  };
}

export const editedMain = sampleHold({
  id: 'hold-edit-main',
  directory: 'shop/infra',
  headline: 'Changes `infra/main.tf`: it drops protection',
  severity: 'change',
  asked: { prompt: 'The March report shows differences of 0.01. Please fix the rounding.', at: start - 6 * minutes },
  effects: [
    {
      kind: 'change',
      label: 'Changes',
      sentence: 'Edits `infra/main.tf`: it no longer describes aws_s3_bucket.exports.',
      target: 'infra/main.tf',
    },
  ],
  rules: [rule('changes-hold')],
  ...edit('infra/main.tf', mainBefore, mainAfter),
});
