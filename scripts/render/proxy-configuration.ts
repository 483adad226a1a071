import { Config } from '../../shared/config/config.ts';
import { AppError } from '../../shared/errors/app-error.ts';
import { ERROR_CODES, type ErrorCode } from '../../shared/errors/error-codes.ts';
import { problemOf } from '../../shared/errors/problem-of.ts';
import { routesOf } from '../stack/routes.ts';
import type { FunctionPlan, Stack } from '../stack/stack.ts';
import { HEADING, PROXY_PORT, RING_PORT } from './platform.ts';

/** Where the proxy finds functions. */
export interface ProxyTarget {
  /** `host` or `host:port` of a function's server. */
  readonly addressOf: (functionName: string) => string;
  /** What stands before the path there, such as `/function/generate`. */
  readonly prefixOf?: (functionName: string) => string;
  /** Names or addresses of a DNS server; absent where addresses are numbers. */
  readonly resolver?: string;
  readonly port?: number;
  readonly ringPort?: number;
  /** A folder that the proxy may write to. */
  readonly scratchFolder?: string;
}

/** How much longer than the platform the proxy waits, so that its answer is never the first. */
const PATIENCE_SECONDS = 15;

/**
 * The route table as a configuration of nginx: the same paths as in the embedded server, `Host` as the function is
 * called in the cluster, answers passed on as they come. On a second port functions ring each other, and a ring stays
 * open for as long as it is worked on, whether or not the caller waits.
 */
export function renderProxyConfiguration(stack: Stack, target: ProxyTarget): string {
  return `${HEADING}${settingsOf(target)}
http {
${indent(HTTP_SETTINGS(target), 2)}

  server {
    listen ${target.port ?? PROXY_PORT};
${indent(routeLocations(stack, target).join('\n'), 4)}
${indent(PROBLEM_LOCATIONS, 4)}
  }

  server {
    listen ${target.ringPort ?? RING_PORT};
    # Who rings does not wait for the end, but the platform must see that the replica is at work.
    proxy_ignore_client_abort on;
${indent(stack.functions.map((plan) => ringLocation(plan, target)).join('\n'), 4)}
${indent(PROBLEM_LOCATIONS, 4)}
  }
}
`;
}

function settingsOf({ scratchFolder = '/tmp' }: ProxyTarget): string {
  return `worker_processes auto;
pid ${scratchFolder}/nginx.pid;
error_log stderr error;
events {
  worker_connections 4096;
}`;
}

const BODY_BYTES = Config.parse({}).server.body_limit_bytes;

const HTTP_SETTINGS = ({ resolver, scratchFolder = '/tmp' }: ProxyTarget) =>
  `${resolver === undefined ? '' : `resolver ${resolver} valid=10s;\n`}server_tokens off;
# Functions log what they answer; a second log would hold paths and addresses.
access_log off;
client_max_body_size ${BODY_BYTES};
client_body_temp_path ${scratchFolder}/client-body;
proxy_temp_path ${scratchFolder}/proxy;
fastcgi_temp_path ${scratchFolder}/fastcgi;
uwsgi_temp_path ${scratchFolder}/uwsgi;
scgi_temp_path ${scratchFolder}/scgi;
proxy_http_version 1.1;
proxy_connect_timeout 5s;
# Rows and events are passed on as they come.
proxy_buffering off;
proxy_set_header Host $upstream;
proxy_set_header Connection '';
proxy_set_header X-Forwarded-Host $http_host;
proxy_set_header X-Forwarded-Proto $scheme;
proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;
# A page of this very host may call; its origin would look foreign to a function, whose Host is another.
map "$http_origin|$http_host" $foreign_origin {
  "~*^https?://(?<page_host>[^|]+)\\|\\k<page_host>$" '';
  default $http_origin;
}
proxy_set_header Origin $foreign_origin;
# Only the platform itself may say that a call comes from its clock.
proxy_set_header X-Connector '';
proxy_set_header Ce-Type '';
error_page 413 @too_large;
error_page 502 503 =503 @unavailable;
error_page 504 @too_late;`;

function routeLocations(stack: Stack, target: ProxyTarget): string[] {
  const plans = new Map(stack.functions.map((plan) => [plan.name, plan]));
  return routesOf(stack).map(({ prefix, functionName }) => {
    const pattern = prefix === '/' ? '^/' : `^${prefix.replaceAll('.', '\\.')}(/|$)`;
    return location(`~ ${pattern}`, passTo(plans.get(functionName)!, target, '$request_uri'));
  });
}

function ringLocation(plan: FunctionPlan, target: ProxyTarget): string {
  return location(`= /function/${plan.name}`, passTo(plan, target, '/'));
}

/** `uri`: what is asked for there. */
function passTo({ name, timeoutSeconds }: FunctionPlan, target: ProxyTarget, uri: string): string[] {
  const prefix = target.prefixOf?.(name) ?? '';
  return [
    // In a variable, so that a name is looked up when it is needed and a missing function stops nobody else.
    `set $upstream ${target.addressOf(name)};`,
    `proxy_read_timeout ${timeoutSeconds + PATIENCE_SECONDS}s;`,
    `proxy_pass http://$upstream${prefix}${uri};`,
  ];
}

function location(match: string, lines: readonly string[]): string {
  return `location ${match} {\n${indent(lines.join('\n'), 2)}\n}`;
}

/** What the proxy itself has to say is a problem like every other. */
const PROBLEM_LOCATIONS = [
  problemLocation('@too_large', 'PAYLOAD_TOO_LARGE', `the body is larger than ${BODY_BYTES} bytes`),
  problemLocation('@unavailable', 'FUNCTION_UNAVAILABLE', 'no replica of the function answers; try again'),
  problemLocation('@too_late', 'DEADLINE_EXCEEDED', 'the function did not answer in time'),
].join('\n');

function problemLocation(name: string, code: ErrorCode, message: string): string {
  const { retryable, status } = ERROR_CODES[code];
  const body = JSON.stringify(problemOf(new AppError(code, message), '$request_id'));
  return location(name, [
    'default_type application/problem+json;',
    'add_header X-Request-Id $request_id always;',
    ...(retryable ? ['add_header Retry-After 2 always;'] : []),
    `return ${status} '${body}';`,
  ]);
}

function indent(text: string, columns: number): string {
  return text.replaceAll(/^(?=.)/gm, ' '.repeat(columns));
}
