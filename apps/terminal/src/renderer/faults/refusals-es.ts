import type { Permission } from '@beaveros/domain/auth-user';
import type { RefusalWords } from './refusal-text.ts';

export const refusalsEs: RefusalWords = {
  'auth-user/permission-missing': {
    title: 'No tienes permiso para {{permission}}',
    text: 'Pide a alguien autorizado que entre con su PIN; el pedido se conserva.',
  },
  'core/not-signed-in': { title: 'No hay nadie conectado', text: 'Entra con tu PIN; el pedido se conserva.' },
  'core/not-ready': {
    title: 'Esta caja aún no puede vender',
    text: 'Falta por llegar: {{missing}}. Seguirá sola cuando llegue.',
  },
  'core/user-unknown': {
    title: 'Esta persona ya no trabaja aquí',
    text: 'Elige otro nombre o consulta al encargado.',
  },
  'core/pin-not-set': {
    title: 'Aún no hay PIN',
    text: 'El encargado asigna el primer PIN en la oficina.',
  },
  'core/pin-wrong': {
    title: 'PIN incorrecto',
    text: 'Inténtalo otra vez. Intentos restantes: {{triesLeft}}.',
  },
  'core/pin-locked': {
    title: 'Demasiados PIN incorrectos',
    text: 'Inténtalo de nuevo en {{secondsLeft}} s.',
  },
  'core/order-has-parked-facts': {
    title: 'Una caja más nueva ha tocado este pedido',
    text: 'Ciérralo en esa caja o actualiza esta.',
  },
  'core/till-too-old': {
    title: 'Una caja de esta tienda es demasiado antigua para eso',
    text: 'Actualízala o inténtalo una semana después de su último uso.',
  },
  'core/no-drawer': {
    title: 'Esta caja no tiene ese cajón',
    text: 'Ábrelo con su llave y pide al encargado que lo configure.',
  },
  'core/print-job-not-unknown': { title: 'Esa impresión ya está resuelta', text: 'No queda nada por hacer.' },
  'core/print-job-unknown': {
    title: 'Esa impresión no se conoce aquí',
    text: 'Vuelve a imprimir el recibo.',
  },
  'order/already-opened': { title: 'Este pedido ya existe', text: 'Búscalo en los pedidos abiertos.' },
  'order/not-open': { title: 'Este pedido no está abierto', text: 'Empieza una venta nueva.' },
  'order/already-closed': {
    title: 'Este pedido ya está cobrado',
    text: 'Empieza una venta nueva; una corrección es una devolución.',
  },
  'order/empty': { title: 'No hay nada que cobrar', text: 'Añade antes un artículo.' },
  'order/line-unknown': { title: 'Esa línea ya no está', text: 'Añade el artículo otra vez.' },
  'order/line-already-added': { title: 'Esa línea ya está', text: 'Cambia su cantidad.' },
  'order/line-voided': { title: 'Esa línea está anulada', text: 'Añade el artículo otra vez.' },
  'order/quantity-zero': { title: 'Una cantidad no puede ser cero', text: 'Anula la línea.' },
  'order/item-unknown': {
    title: 'Este artículo no está en el catálogo',
    text: 'Búscalo por su nombre o pide al encargado que lo añada.',
  },
  'order/item-not-for-sale': { title: '{{name}} no está a la venta', text: 'Elige otro artículo.' },
  'order/item-sold-out': { title: '{{name}} está agotado', text: 'Elige otro artículo.' },
  'order/tax-missing': {
    title: 'Falta el impuesto de este artículo',
    text: 'Vende otra cosa mientras tanto y pide al encargado que revise el artículo.',
  },
  'order/option-unknown': { title: 'Una de las opciones ya no se ofrece', text: 'Elige de nuevo.' },
  'order/too-few-options': { title: '{{name}}: falta elegir', text: 'Elige al menos {{min}}.' },
  'order/too-many-options': { title: '{{name}}: demasiadas opciones', text: 'Elige como máximo {{max}}.' },
  'order/too-large': {
    title: 'Este pedido tiene demasiado: {{what}}',
    text: 'Cóbralo y sigue con un pedido nuevo.',
  },
  'order/nothing-to-fire': { title: 'La cocina ya lo sabe todo', text: 'Añade antes un artículo.' },
  'order/no-station': {
    title: 'Ninguna estación prepara estos artículos',
    text: 'Avisa tú a la cocina y pide al encargado que asigne una estación.',
  },
  'order/not-fully-paid': { title: 'No alcanza para cubrir el importe', text: 'Cobra más o usa otro pago.' },
  'order/document-unknown': {
    title: 'Ese recibo no se conoce aquí',
    text: 'Búscalo en la caja que lo vendió.',
  },
  'order/document-id-taken': { title: 'Ese documento ya existe', text: 'Inténtalo otra vez.' },
  'order/document-stands': {
    title: 'Ese recibo es válido',
    text: 'Nadie más cobró las mismas líneas; una corrección es una devolución.',
  },
  'order/document-already-reversed': {
    title: 'Ese recibo ya está anulado',
    text: 'No queda nada que hacer.',
  },
  'order/not-overpaid': { title: 'No se debe nada por este pedido', text: 'No queda nada que devolver.' },
  'order/task-unknown': { title: 'No queda nada que revisar', text: 'Se ha resuelto entretanto.' },
  'order/task-already-resolved': { title: 'Alguien ya lo ha revisado', text: 'No queda nada que hacer.' },
  'order/task-needs-an-act': {
    title: 'Eso no se resuelve con una nota',
    text: 'Anula el recibo, devuelve el dinero o cobra lo pendiente.',
  },
  'order/no-printer': {
    title: 'Esta caja no tiene impresora de recibos',
    text: 'Muestra el recibo en pantalla o imprímelo en otra caja.',
  },
  'payment/shift-already-open': { title: 'Ya hay un turno abierto', text: 'Sigue vendiendo.' },
  'payment/shift-closed': {
    title: 'No hay turno abierto',
    text: 'Abre antes un turno; el pedido se conserva.',
  },
  'payment/method-unknown': { title: 'Esta forma de pago ya no se ofrece', text: 'Elige otra.' },
  'payment/method-not-taken': {
    title: 'Esta caja aún no acepta tarjetas',
    text: 'Cobra en efectivo o usa el datáfono independiente de la tienda.',
  },
  'payment/tender-zero': { title: 'El importe es cero', text: 'Introduce lo que entrega el cliente.' },
  'payment/wrong-direction': {
    title: 'El dinero iría en sentido contrario',
    text: 'Revisa el importe: se cobra o se devuelve, no ambas cosas.',
  },
  'payment/too-much-out': { title: 'Es más de lo que se debe', text: 'Devuelve el importe exacto.' },
  'payment/already-recorded': {
    title: 'Este pago ya está registrado',
    text: 'Mira el pedido antes de volver a cobrar.',
  },
  'workflow/stage-unknown': {
    title: 'Esa etapa de cocina no existe',
    text: 'Vuelve a avanzar la comanda.',
  },
  'workflow/ticket-line-unknown': {
    title: 'Esa línea de comanda no se conoce aquí',
    text: 'Espera a que llegue.',
  },
  'workflow/already-at-last-stage': { title: 'Ya está terminado', text: 'No queda nada por hacer.' },
};

/** El final de «No tienes permiso para …». */
export const permissionsEs: Readonly<Record<Permission, string>> = {
  can_sell: 'vender',
  can_process_payments: 'cobrar',
  can_override_price: 'cambiar un precio',
  can_void_lines: 'anular una línea',
  can_return_without_receipt: 'aceptar devoluciones sin recibo',
  can_open_shift: 'abrir un turno',
  can_open_drawer: 'abrir el cajón',
  can_reprint: 'reimprimir un recibo',
  can_resolve_print_jobs: 'resolver una impresión dudosa',
  can_fire: 'enviar a cocina',
  can_manage_tickets: 'trabajar con comandas',
  can_discount: 'hacer descuentos',
  can_discount_beyond_limit: 'hacer descuentos por encima del límite',
  can_waive_charge: 'quitar un cargo',
  can_refund: 'hacer reembolsos',
  can_refund_beyond_limit: 'hacer reembolsos por encima del límite',
  can_cancel_order: 'anular pedidos',
  can_move_lines: 'pasar líneas entre pedidos',
  can_issue_quote: 'emitir presupuestos',
  can_close_shift: 'cerrar un turno',
  can_see_expected_cash: 'ver el efectivo esperado',
  can_move_cash: 'registrar entradas y salidas de efectivo',
  can_sell_on_account: 'vender a cuenta',
  can_adjust_accounts: 'corregir saldos',
  can_manage_stock: 'contar y mover existencias',
  can_mark_sold_out: 'marcar artículos como agotados',
  can_manage_reservations: 'tomar reservas',
  can_resolve_tasks: 'resolver tareas',
  can_manage_automations: 'configurar automatizaciones',
  can_manage_users: 'gestionar usuarios',
  can_manage_catalog: 'cambiar el catálogo',
  can_manage_entities: 'cambiar mesas y tiendas',
  can_manage_devices: 'configurar dispositivos',
  can_manage_payment_methods: 'cambiar formas de pago',
  can_manage_workflow: 'cambiar etapas de cocina',
  can_view_orders: 'ver pedidos',
  can_view_reports: 'ver informes',
};
