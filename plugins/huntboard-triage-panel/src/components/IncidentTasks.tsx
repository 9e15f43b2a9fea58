// What is still to be done in a case, and by whom.
import React, { useState } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, Input, useStyles2 } from '@grafana/ui';
import type { Task } from '@huntboard/actions';
import { Section } from './Section';

export interface IncidentTasksProps {
  readonly tasks: readonly Task[];
  readonly people: readonly string[];
  readonly mayTriage: boolean;
  readonly onTick: (task: Task) => void;
  /** Resolves once the task is stored. */
  readonly onAdd: (title: string, assignee: string) => Promise<void>;
}

export function IncidentTasks({ tasks, people, mayTriage, onTick, onAdd }: IncidentTasksProps): React.ReactElement {
  const styles = useStyles2(getStyles);
  const [title, setTitle] = useState('');
  const [assignee, setAssignee] = useState('');
  return (
    <Section title={`Tasks (${tasks.filter(({ done }) => !done).length} open)`}>
      <ul className={styles.list}>
        {tasks.map((task) => (
          <li key={task.id}>
            <label className={cx(task.done && styles.done)}>
              <input type="checkbox" checked={task.done} disabled={!mayTriage} onChange={() => onTick(task)} />{' '}
              {task.title}
              {task.assignee !== '' && <span className={styles.quiet}>{` (${task.assignee})`}</span>}
            </label>
          </li>
        ))}
      </ul>
      {mayTriage && (
        <form
          className={styles.add}
          onSubmit={(event) => {
            event.preventDefault();
            if (title.trim() !== '') void onAdd(title.trim(), assignee).then(() => setTitle(''));
          }}
        >
          <Input
            aria-label="New task"
            placeholder="New task"
            maxLength={200}
            value={title}
            onChange={(event) => setTitle(event.currentTarget.value)}
          />
          <select
            aria-label="Who does it"
            className={styles.select}
            value={assignee}
            onChange={(event) => setAssignee(event.currentTarget.value)}
          >
            <option value="">anybody</option>
            {people.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <Button size="sm" type="submit" variant="secondary">
            Add
          </Button>
        </form>
      )}
    </Section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  quiet: css({ color: theme.colors.text.secondary }),
  done: css({ color: theme.colors.text.secondary, textDecoration: 'line-through' }),
  add: css({ display: 'flex', gap: theme.spacing(0.5), marginTop: theme.spacing(0.5) }),
  select: css({
    maxWidth: 120,
    border: `1px solid ${theme.components.input.borderColor}`,
    borderRadius: theme.shape.radius.default,
    background: theme.components.input.background,
    color: theme.components.input.text,
  }),
});
