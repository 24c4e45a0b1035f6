import type { Permission } from '@beaveros/domain/auth-user';
import type { RefusalWords } from './refusal-text.ts';

export const refusalsEs: RefusalWords = {
  'auth-user/permission-missing': {
    title: 'No tienes permiso para {{permission}}',
    text: 'Pide a alguien autorizado que entre con su PIN; el pedido se conserva.',
  },
  'auth-user/approver-has-no-more': {
    title: 'No puedes aprobarlo tú mismo',
    text: 'Elige a otra persona autorizada y que marque su PIN.',
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
  'order/already-cancelled': { title: 'Este pedido se anuló', text: 'Empieza una venta nueva.' },
  'order/line-moved': { title: 'Esa línea está ahora en otro pedido', text: 'Abre el pedido al que pasó.' },
  'order/discount-unknown': {
    title: 'Ese descuento no está en el pedido',
    text: 'Quizá ya lo quitó alguien.',
  },
  'order/discount-already-given': { title: 'Ese descuento ya está dado', text: 'Quítalo antes de dar otro.' },
  'order/discount-takes-nothing': {
    title: 'Eso no descontaría nada',
    text: 'Indica un importe o un porcentaje, sobre algo que cueste.',
  },
  'order/too-many-discounts': {
    title: 'Ya hay {{max}} descuentos',
    text: 'Quita uno antes o cambia el precio.',
  },
  'order/coupon-unknown': {
    title: 'Ningún cupón {{coupon}} vale ahora',
    text: 'Comprueba el código y si vale hoy.',
  },
  'order/coupon-already-entered': {
    title: 'El cupón {{coupon}} ya está en el pedido',
    text: 'Cuenta una sola vez.',
  },
  'order/coupon-used-up': {
    title: 'El cupón {{coupon}} está agotado',
    text: 'Lo han usado {{usesMax}} pedidos. Quítalo para seguir.',
  },
  'order/coupon-not-entered': { title: 'Ese cupón no está en el pedido', text: 'Quizá ya lo quitó alguien.' },
  'order/charge-unknown': { title: 'Este pedido no lleva ese cargo', text: 'No queda nada por hacer.' },
  'order/charge-already-waived': { title: 'Ese cargo ya está quitado', text: 'No queda nada por hacer.' },
  'order/charge-not-waived': { title: 'Ese cargo ya está en la cuenta', text: 'No queda nada por hacer.' },
  'order/table-unknown': {
    title: 'Esta mesa no está en el plano',
    text: 'Elige otra o consulta al encargado.',
  },
  'order/staff-unknown': { title: 'Esta persona ya no trabaja aquí', text: 'Elige a otra persona.' },
  'order/already-parked': {
    title: 'Este pedido ya está aparcado',
    text: 'Búscalo entre los pedidos aparcados.',
  },
  'order/not-parked': { title: 'Este pedido no está aparcado', text: 'Alguien ya lo ha retomado.' },
  'order/has-payments': {
    title: 'Ya se ha pagado dinero en este pedido',
    text: 'Devuélvelo antes.',
  },
  'order/quote-id-taken': {
    title: 'Este presupuesto ya se emitió',
    text: 'Mira el pedido antes de emitir otro.',
  },
  'order/quote-already-over': { title: 'Ese día ya pasó', text: 'Elige hoy o más tarde.' },
  'order/line-loads-a-card': {
    title: 'Esa línea carga una tarjeta',
    text: 'Cóbrala aquí, o anúlala y véndela en el otro pedido.',
  },
  'order/same-order': { title: 'Es el mismo pedido', text: 'Elige otro.' },
  'order/currency-differs': {
    title: 'El otro pedido está en otra moneda',
    text: 'Empieza un pedido nuevo para estas líneas.',
  },
  'order/more-than-there-is': { title: 'No hay tanta cantidad', text: 'Elige una cantidad menor.' },
  'order/quantity-zero': { title: 'Una cantidad no puede ser cero', text: 'Anula la línea.' },
  'order/item-unknown': {
    title: 'Este artículo no está en el catálogo',
    text: 'Búscalo por su nombre o pide al encargado que lo añada.',
  },
  'order/item-not-for-sale': { title: '{{name}} no está a la venta', text: 'Elige otro artículo.' },
  'order/item-sold-out': { title: '{{name}} está agotado', text: 'Elige otro artículo.' },
  'order/no-customer': { title: 'El pedido no tiene cliente', text: 'Elige de quién son los puntos.' },
  'order/reward-unknown': { title: 'Este premio no se ofrece ahora', text: 'Elige otro.' },
  'order/reward-already-taken': {
    title: '{{name}} ya se ha canjeado',
    text: 'Cada premio, una vez por pedido.',
  },
  'order/has-rewards': {
    title: 'Aquí se han canjeado puntos: {{name}}',
    text: 'Devuelve antes el premio.',
  },
  'order/no-such-combo': {
    title: 'Este menú no se ofrece ahora',
    text: 'Añade sus partes una a una o pregunta al encargado.',
  },
  'order/combo-choice-unknown': { title: 'Eso no es parte de este menú', text: 'Elige otra parte.' },
  'order/combo-too-few': { title: '{{name}}: falta elegir', text: 'Elige al menos {{min}}.' },
  'order/combo-too-many': { title: '{{name}}: demasiados elegidos', text: 'Elige como máximo {{max}}.' },
  'order/label-unreadable': {
    title: 'No se puede leer la etiqueta de {{name}}',
    text: 'Escanéala otra vez o pésalo de nuevo.',
  },
  'codes/pattern-not-matched': {
    title: 'Aquí no se conoce esta etiqueta',
    text: 'Busca el artículo por su nombre.',
  },
  'codes/wrong-check-digit': {
    title: 'La etiqueta se ha leído mal',
    text: 'Escanéala otra vez o pésalo de nuevo.',
  },
  'codes/wrong-value-verifier': {
    title: 'La etiqueta se ha leído mal',
    text: 'Escanéala otra vez o pésalo de nuevo.',
  },
  'codes/value-is-zero': { title: 'La etiqueta dice cero', text: 'Pésalo de nuevo e imprime otra etiqueta.' },
  'codes/unit-price-not-positive': {
    title: 'El artículo de esta etiqueta no tiene precio',
    text: 'Añádelo por su nombre con un precio o pide al encargado que lo revise.',
  },
  'codes/label-does-not-fit': {
    title: 'Ninguna línea puede decir lo que dice esta etiqueta',
    text: 'Imprime otra etiqueta o añade el artículo por su nombre.',
  },
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
  'payment/no-printer': {
    title: 'No hay impresora de recibos',
    text: 'Añade una en los dispositivos de esta caja.',
  },
  'payment/z-unknown': { title: 'Esta caja no tiene ese Z', text: 'Búscalo en la administración.' },
  'payment/shift-already-open': { title: 'Ya hay un turno abierto', text: 'Sigue vendiendo.' },
  'payment/shift-closed': {
    title: 'No hay turno abierto',
    text: 'Abre antes un turno; el pedido se conserva.',
  },
  'payment/drawer-in-use': {
    title: 'Otra caja tiene este cajón',
    text: 'Cierra antes su turno o da a esta caja un cajón propio.',
  },
  'payment/not-this-shift': {
    title: 'Esta caja tiene abierto otro turno',
    text: 'Un turno se cierra donde se abrió.',
  },
  'payment/count-mismatch': {
    title: 'Las monedas y los billetes suman otro importe',
    text: 'Cuenta de nuevo o corrige la suma.',
  },
  'payment/method-unknown': { title: 'Esta forma de pago ya no se ofrece', text: 'Elige otra.' },
  'payment/method-not-taken': {
    title: 'Esta caja aún no acepta esa forma de pago',
    text: 'Cobra en efectivo o usa el datáfono independiente de la tienda.',
  },
  'payment/tender-zero': { title: 'El importe es cero', text: 'Introduce lo que entrega el cliente.' },
  'payment/wrong-direction': {
    title: 'El dinero iría en sentido contrario',
    text: 'Revisa el importe: se cobra o se devuelve, no ambas cosas.',
  },
  'payment/too-much-out': { title: 'Es más de lo que se debe', text: 'Devuelve el importe exacto.' },
  'payment/too-much': {
    title: 'Es más de lo que hay que pagar',
    text: 'Solo el efectivo da cambio: introduce lo pendiente o di que el resto es propina.',
  },
  'payment/short-of-rounded': {
    title: 'El efectivo se redondea a monedas que existen',
    text: 'Cobra el importe redondeado, o menos y el resto con tarjeta.',
  },
  'payment/tip-not-taken': {
    title: 'Esa propina no deja nada para el pedido',
    text: 'Introduce lo que entrega el cliente, propina incluida.',
  },
  'payment/account-missing': {
    title: 'No se ha dicho qué cuenta paga',
    text: 'Elige la tarjeta o el cliente.',
  },
  'payment/account-not-taken': {
    title: 'Esta forma de pago no tiene cuenta',
    text: 'Elige la que paga de una.',
  },
  'payment/customer-missing': {
    title: 'Nadie debería este importe',
    text: 'Di antes quién es el cliente del pedido.',
  },
  'order/document-contested': {
    title: 'Otro documento tiene estas líneas',
    text: 'Anula este; lo que se pagó dos veces se devuelve así.',
  },
  'order/line-not-on-document': {
    title: 'Esa línea no está en este documento',
    text: 'Elige una línea del documento.',
  },
  'order/line-named-twice': {
    title: 'Esa línea está elegida dos veces',
    text: 'Elígela una vez, con toda la cantidad.',
  },
  'order/line-not-refundable': {
    title: 'Esa línea no se puede reembolsar',
    text: 'Era una devolución, o no se pagó nada por ella.',
  },
  'order/refund-beyond-sold': {
    title: 'Más de lo que queda de esa línea',
    text: 'Elige una cantidad menor; el resto ya se reembolsó.',
  },
  'order/refund-beyond-paid': {
    title: 'Más de lo que se pagó',
    text: 'Una parte no se pagó, o ya se devolvió.',
  },
  'payment/practice-kept-apart': {
    title: 'La práctica y las ventas van aparte',
    text: 'Una parte se cobró en un turno de la otra clase. Sigue en un turno de esa clase.',
  },
  'order/refund-in-training': {
    title: 'La práctica y las ventas van aparte',
    text: 'Reembólsalo en un turno de la misma clase.',
  },
  'order/grant-used': {
    title: 'Ese reembolso ya se permitió una vez',
    text: 'Empieza el reembolso otra vez.',
  },
  'order/grant-does-not-fit': {
    title: 'La otra caja permitió otra cosa',
    text: 'Empieza el reembolso otra vez.',
  },
  'order/refund-beyond-offline-limit': {
    title: 'No se llega a la caja que lo vendió',
    text: 'Reembolsa menos aquí, o hazlo allí.',
  },
  'order/nothing-to-exchange': {
    title: 'No hay nada que cambiar',
    text: 'Añade primero a un pedido nuevo lo que se lleva el cliente.',
  },
  'payment/payment-unknown': {
    title: 'Ese pago no es de este documento',
    text: 'Elige otra forma de devolverlo.',
  },
  'payment/more-than-was-paid': {
    title: 'Queda menos de ese pago',
    text: 'Devuelve el resto de otra forma.',
  },
  'payment/only-to-original': { title: 'Vuelve por donde se pagó', text: 'Elige el pago del que vino.' },
  'payment/refund-not-paid-out': {
    title: 'Las formas de devolución no cuadran',
    text: 'Deben sumar exactamente el reembolso.',
  },
  'payment/account-unknown': {
    title: 'No se conoce esa tarjeta o cuenta',
    text: 'Revisa el código, o prueba cuando vuelva internet.',
  },
  'payment/account-already-open': { title: 'Esa cuenta ya está abierta', text: 'Úsala como está.' },
  'payment/account-does-not-fit': {
    title: 'Esa cuenta es de otra clase o moneda',
    text: 'Elige otra cuenta.',
  },
  'payment/account-too-low': { title: 'No hay saldo suficiente', text: 'Cobra el resto de otra forma.' },
  'payment/spend-grant-used': { title: 'Eso ya se permitió una vez', text: 'Cobra otra vez.' },
  'payment/not-a-gift-card': {
    title: 'Ese artículo no es una tarjeta regalo',
    text: 'Elige uno que lo sea.',
  },
  'payment/credit-beyond-limit': {
    title: 'Es más crédito del que da la tienda',
    text: 'Elige un límite menor, o pregunta a la central.',
  },
  'payment/already-recorded': {
    title: 'Este pago ya está registrado',
    text: 'Mira el pedido antes de volver a cobrar.',
  },
  'product-catalog/item-unknown': {
    title: 'Este artículo no está en el catálogo',
    text: 'Búscalo por su nombre o pide al encargado que lo añada.',
  },
  'product-catalog/item-not-tracked': {
    title: 'Nadie cuenta este artículo',
    text: 'Pide al encargado que controle sus existencias en la oficina.',
  },
  'product-catalog/item-twice': {
    title: 'Un artículo está dos veces en la lista',
    text: 'Pon ambos en una línea.',
  },
  'product-catalog/wrong-direction': {
    title: 'Esa cantidad va en el sentido contrario',
    text: 'Lo que entra es mayor que cero; la merma, menor.',
  },
  'product-catalog/reason-missing': {
    title: 'Falta el motivo',
    text: 'Di qué ha pasado o adónde ha ido.',
  },
  'product-catalog/too-many-chains': {
    title: 'Esta tienda ha conocido demasiadas cajas para poder contar',
    text: 'Pide ayuda al soporte; no se ha cambiado nada.',
  },
  'product-catalog/time-passed': {
    title: 'Esa hora ya ha pasado',
    text: 'Elige una posterior, o ninguna.',
  },
  'product-catalog/item-not-sold-out': {
    title: 'Esta tienda no lo ha marcado como agotado',
    text: 'Si aun así no se ofrece, lo retiró la central.',
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
  'workflow/task-already-raised': {
    title: 'Esa tarea ya está en la lista',
    text: 'No queda nada por hacer.',
  },
  'workflow/task-unknown': {
    title: 'Esa tarea no se conoce aquí',
    text: 'Espera a que llegue de otra caja.',
  },
  'workflow/task-already-done': { title: 'Alguien ya lo ha hecho', text: 'No queda nada por hacer.' },
  'service-entity/reservation-already-made': {
    title: 'Esa reserva ya está en el libro',
    text: 'Ábrela allí para cambiarla.',
  },
  'service-entity/reservation-unknown': {
    title: 'Esa reserva no se conoce aquí',
    text: 'Espera a que llegue de otra caja.',
  },
  'service-entity/reservation-over': {
    title: 'Esa reserva ya terminó',
    text: 'Los clientes vinieron o se anuló. Haz una nueva.',
  },
  'service-entity/reservation-not-begun': {
    title: 'Es demasiado pronto para eso',
    text: 'Los clientes aún pueden venir; anúlala si han llamado.',
  },
  'service-entity/slot-invalid': {
    title: 'Esa hora no encaja en el libro',
    text: 'Empieza en un turno completo de {{slotMinutes}} minutos y termina después, dentro de un día.',
  },
  'service-entity/slot-passed': { title: 'Esa hora ya pasó', text: 'Elige una hora que esté por venir.' },
  'service-entity/entity-unknown': {
    title: 'Esta mesa no está en el plano',
    text: 'Elige otra.',
  },
  'service-entity/entity-taken': {
    title: '{{name}} está reservada a esa hora',
    text: 'Elige otra mesa u otra hora.',
  },
  'service-entity/over-capacity': {
    title: 'Ahí solo caben {{capacity}}',
    text: 'Añade una mesa o elige una más grande.',
  },
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
