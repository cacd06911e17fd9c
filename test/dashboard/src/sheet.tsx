import { createContext, type ReactNode, type RefObject, useContext, useLayoutEffect, useRef, useState } from 'react';

/** Says whether closing a sheet would lose something; a form in it does. */
type IsDirty = () => boolean;

const SheetContext = createContext<RefObject<IsDirty> | undefined>(undefined);

/** Where a form inside of a sheet says whether there is something to lose. */
export const useSheet = (): RefObject<IsDirty> | undefined => useContext(SheetContext);

/** A modal part of the page: at its side, or all of it on a phone. */
export function Sheet({
  title,
  onClose,
  children,
}: {
  title: string;
  onClose: () => void;
  children: ReactNode;
}): ReactNode {
  const isDirty = useRef<IsDirty>(() => false);
  const [isAsking, setIsAsking] = useState(false);
  const close = () => (isDirty.current() ? setIsAsking(true) : onClose());
  return (
    <Modal className="sheet" labelledBy="sheet-title" onCancel={close}>
      <header>
        <h2 id="sheet-title">{title}</h2>
        <button type="button" className="quiet" aria-label="Close" onClick={close}>
          ✕
        </button>
      </header>
      <SheetContext value={isDirty}>{children}</SheetContext>
      {isAsking && (
        <Confirm
          title="Discard your changes?"
          text="What you have typed in is not saved yet."
          confirmLabel="Discard"
          cancelLabel="Keep editing"
          onConfirm={onClose}
          onCancel={() => setIsAsking(false)}
        />
      )}
    </Modal>
  );
}

/** Asks before something that cannot be undone. */
export function Confirm({
  title,
  text,
  confirmLabel,
  cancelLabel = 'Cancel',
  onConfirm,
  onCancel,
}: {
  title: string;
  text: string;
  confirmLabel: string;
  cancelLabel?: string;
  onConfirm: () => void;
  onCancel: () => void;
}): ReactNode {
  return (
    <Modal
      className="confirm"
      role="alertdialog"
      labelledBy="confirm-title"
      describedBy="confirm-text"
      onCancel={onCancel}
    >
      <h2 id="confirm-title">{title}</h2>
      <p id="confirm-text">{text}</p>
      <div className="actions">
        <button type="button" onClick={onCancel}>
          {cancelLabel}
        </button>
        <button type="button" className="danger" onClick={onConfirm}>
          {confirmLabel}
        </button>
      </div>
    </Modal>
  );
}

/** The browser's own dialog: it keeps the focus inside, and gives it back to where it was. */
function Modal({
  className,
  role,
  labelledBy,
  describedBy,
  onCancel,
  children,
}: {
  className: string;
  role?: 'alertdialog';
  labelledBy: string;
  describedBy?: string;
  onCancel: () => void;
  children: ReactNode;
}): ReactNode {
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const element = dialog.current;
    element?.showModal();
    return () => element?.close();
  }, []);
  return (
    <dialog
      ref={dialog}
      className={className}
      role={role}
      aria-labelledby={labelledBy}
      aria-describedby={describedBy}
      onCancel={(event) => {
        event.preventDefault();
        event.stopPropagation();
        onCancel();
      }}
      // A browser closes a dialog at the second Escape in a row, whatever it was told at the first.
      onClose={(event) => {
        if (event.target === dialog.current && dialog.current?.isConnected) dialog.current.showModal();
      }}
    >
      {children}
    </dialog>
  );
}
