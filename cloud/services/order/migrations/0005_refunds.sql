-- A refund is a document of its own that points to the one it gives a part of back (reverses_document_id).
alter table order_documents
  drop constraint order_documents_status_check,
  add constraint order_documents_status_check
    check (status in ('standing', 'contested', 'reversed', 'reversal', 'idle', 'refund'));
