/** A worker whose program cannot start. */
throw new Error('this worker never starts');
