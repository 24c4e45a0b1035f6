export { Brand, type BrandProps } from './brand/Brand.tsx';
export { CheckCards, type CheckCardsProps } from './fields/CheckCards.tsx';
export { Checkbox, type CheckboxProps } from './fields/Checkbox.tsx';
export type { ChoiceCardOption } from './fields/ChoiceCard.tsx';
export { RadioCards, type RadioCardsProps } from './fields/RadioCards.tsx';
export { SearchField, type SearchFieldProps } from './fields/SearchField.tsx';
export { Select, type SelectOption, type SelectProps } from './fields/Select.tsx';
export { Switch, type SwitchProps } from './fields/Switch.tsx';
export { TextField, type TextFieldProps } from './fields/TextField.tsx';
export { createFormat, type Format, type FormatOptions } from './format/format.ts';
export { FormatProvider, useFormat } from './format/format-context.tsx';
export { AppFrame, type AppFrameProps } from './frame/AppFrame.tsx';
export { useMediaQuery } from './frame/use-media-query.ts';
export { VisuallyHidden } from './frame/VisuallyHidden.tsx';
export { LANGUAGES, type LanguageCode, setLanguage, useLanguage } from './i18n/language.ts';
export { type I18nOptions, startI18n } from './i18n/start-i18n.ts';
export { ConfirmDialog, type ConfirmDialogProps } from './overlay/ConfirmDialog.tsx';
export { ReasonSheet, type ReasonSheetProps } from './overlay/ReasonSheet.tsx';
export { Sheet, type SheetProps } from './overlay/Sheet.tsx';
export { Keypad, type KeypadProps } from './pad/Keypad.tsx';
export type { KeypadDigit } from './pad/key-meaning.ts';
export { PinDots, type PinDotsProps } from './pad/PinDots.tsx';
export { Stepper, type StepperProps } from './pad/Stepper.tsx';
export { Button, type ButtonProps } from './press/Button.tsx';
export { Chip, type ChipProps } from './press/Chip.tsx';
export { IconButton, type IconButtonProps } from './press/IconButton.tsx';
export type { ButtonVariant } from './press/pressable.ts';
export { Segmented, type SegmentedOption, type SegmentedProps } from './press/Segmented.tsx';
export { ToggleButton, type ToggleButtonProps } from './press/ToggleButton.tsx';
export { Announcer, announce } from './say/Announcer.tsx';
export { Badge } from './say/Badge.tsx';
export { Notice, type NoticeProps, type NoticeTone } from './say/Notice.tsx';
export { Pill, type PillProps } from './say/Pill.tsx';
export { Toasts } from './say/Toasts.tsx';
export { type ToastRequest, useToasts } from './say/toast-queue.ts';
export type { Tone } from './say/tones.ts';
export { Amount, type AmountProps } from './show/Amount.tsx';
export { type Bar, BarChart, type BarChartProps } from './show/BarChart.tsx';
export { EmptyState, type EmptyStateProps } from './show/EmptyState.tsx';
export { Kbd } from './show/Kbd.tsx';
export { Picture, type PictureProps } from './show/Picture.tsx';
export { Skeleton } from './show/Skeleton.tsx';
export { Stat, type StatProps } from './show/Stat.tsx';
export {
  type DataColumn,
  type DataSelection,
  type DataSort,
  DataTable,
  type DataTableProps,
} from './table/DataTable.tsx';
export { applyTheme, THEMES, type ThemeName, useTheme } from './theme/theme.ts';
