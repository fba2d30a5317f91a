/** The folders of an execution environment. */
export interface Folders {
  /** The folder that represents Lambda's `/`. */
  readonly root: string;
  readonly opt: string;
  /** The function's code: `/var/task`. */
  readonly task: string;
  /** The runtime: `/var/runtime`. */
  readonly runtime: string;
  /** The folder of the runtime's interpreter: `/var/lang/bin`. */
  readonly bin: string;
  /** The programs that Lambda's images have: `/usr/bin`. It exists unless the runtime uses those of this machine. */
  readonly programs: string;
}
