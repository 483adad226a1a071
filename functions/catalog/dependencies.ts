import type { Config } from '../../shared/config/config.ts';
import type { InboxStore } from '../../shared/inbox/inbox-store.ts';
import type { ScheduleStore } from '../../shared/schedules/schedule-store.ts';
import type { SchemaStore } from '../../shared/schemas/schema-store.ts';
import type { Log } from '../../shared/telemetry/log.ts';

/** What the catalog function works with. */
export interface CatalogDependencies {
  readonly schemas: SchemaStore;
  readonly log: Log;
  readonly bodyLimitBytes: number;
  readonly schedules: Schedules;
  readonly storageEvents: StorageEvents;
}

/** What the routes of schedules work with. */
interface Schedules {
  readonly store: ScheduleStore;
  readonly limits: Pick<Config['generation'], 'max_rows_per_request' | 'max_columns'>;
  /** A run was asked for. */
  readonly ring: () => void;
}

/** What the routes of storage events work with. */
interface StorageEvents {
  readonly inbox: Pick<InboxStore, 'receive' | 'refuse' | 'list'>;
  /** Of the store that tells; nobody may without one. */
  readonly secret?: string | undefined;
  /** The bucket whose events count. */
  readonly bucket: string;
  /** Something has arrived. */
  readonly ring: () => void;
}
