import type { Column } from '../../contract/index.ts'

/** What a column's rows hold, as panes read them. */
export const valueSql = ({ sql, physical }: Pick<Column, 'sql' | 'physical'>): string => sql ?? physical
