// Who works in the imaginary city: one login per role, as `jingwei demo` tells them.

/** A role that logs in. */
export type Role = 'agent' | 'dispatcher' | 'handler' | 'field' | 'supervisor' | 'auditor' | 'administrator';

/** Name and password of an account. */
export interface Login {
  name: string;
  password: string;
}

const password = 'tinglan-demo';

const names: Record<Role, string> = {
  agent: 'renzhenglan',
  dispatcher: 'dingzhenghe',
  handler: 'fengyuchen',
  field: 'dengyilan',
  supervisor: 'suyunlan',
  auditor: 'suxiaolan',
  administrator: 'dongjianlan',
};

/** The login of a role. */
export function loginOf(role: Role): Login {
  return { name: names[role], password };
}
