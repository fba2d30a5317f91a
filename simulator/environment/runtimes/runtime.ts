import { Folders } from '../folders';

/** A program and its arguments. */
export interface Command {
  readonly file: string;
  readonly args: readonly string[];
}

/** How one runtime of Lambda starts a function, and what its environment contains besides the variables of every runtime. */
export interface Runtime {
  /** Whether the runtime has an interpreter in `/var/lang`, whose folder is the first of `PATH`. OS-only runtimes have none. */
  readonly hasLanguage: boolean;
  /** Whether `PATH` has this machine's folders for programs, and not only what Lambda's images have. */
  readonly usesProgramsOfThisMachine: boolean;
  /**
   * Whether the runtime gets a descriptor for framed log messages, in which a message with several lines is one event. Without it
   * each line of stdout and stderr is an event.
   */
  readonly framesLogs: boolean;
  /** Writes the runtime's files into `/var/lang` and `/var/runtime`, before the code and the layers are there. */
  install(folders: Folders): Promise<void>;
  /** @throws Error with Lambda's message if there is nothing to execute */
  command(folders: Folders, handler: string): Promise<Command>;
  /** The variables of the function that only this runtime has. Extensions do not get them. */
  variables(folders: Folders): Readonly<Record<string, string>>;
}
