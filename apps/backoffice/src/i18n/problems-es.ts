import type { ProblemText } from '../api/problem-text.ts';

/** The same in Spanish. */
export const problems: ProblemText = {
  'auth/wrong-credentials': {
    title: 'No coincide',
    text: 'Revisa el negocio, el usuario y la contraseña.',
  },
  'auth/too-many': {
    title: 'Demasiados intentos',
    text: 'Este nombre está bloqueado. Inténtalo de nuevo en {{wait}}.',
  },
  'auth/user-inactive': {
    title: 'Esta cuenta está desactivada',
    text: 'Alguien la puso fuera de uso. Pregunta a un administrador.',
  },
  'auth/tenant-suspended': {
    title: 'Este negocio está suspendido',
    text: 'Sus cajas siguen vendiendo; la gestión está cerrada hasta que se resuelva.',
  },
  'session/wrong-credentials': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  'session/revoked': { title: 'Tu sesión ha terminado', text: 'Se cerró en otro sitio. Iníciala de nuevo.' },
  'user/not-found': { title: 'Tu cuenta ya no existe', text: 'Pregunta a un administrador.' },
  'report/from-after-to': { title: 'Los días están al revés', text: 'Elige un último día posterior.' },
  'report/range-too-long': { title: 'Es demasiado tiempo', text: 'Elige menos días o una tienda.' },
  'order/not-found': { title: 'Ese pedido no existe', text: 'Puede no haber llegado aún de su caja.' },
  'item/not-found': { title: 'Ese artículo no existe', text: 'Alguien puede haberlo quitado.' },
  'item/duplicate': { title: 'Ese SKU o código ya está en uso', text: 'Lo tiene otro artículo. Usa otro.' },
  'item/link-unknown': {
    title: 'Algo de lo elegido ya no existe',
    text: 'Falta una categoría, un impuesto o un modificador. Vuelve a abrir el artículo.',
  },
  'item/picture-unknown': { title: 'La foto ya no existe', text: 'Elígela de nuevo.' },
  'picture/not-a-picture': { title: 'Eso no es una imagen', text: 'Elige un archivo PNG, JPEG o WebP.' },
  'picture/too-large': { title: 'La foto es demasiado grande', text: 'Elige otra más pequeña.' },
  'picture/too-many': {
    title: 'Hay demasiadas fotos',
    text: 'Este negocio guarda todas las que puede. Usa una que ya esté.',
  },
  'picture/not-found': { title: 'La foto ya no existe', text: 'Elige otra.' },
  'category/not-found': { title: 'Esa categoría no existe', text: 'Alguien puede haberla quitado.' },
  'category/duplicate': { title: 'Ese nombre ya está en uso', text: 'Otra categoría se llama así.' },
  'tax/not-found': { title: 'Ese impuesto no existe', text: 'Alguien puede haberlo quitado.' },
  'tax/duplicate': { title: 'Ese nombre ya está en uso', text: 'Otro impuesto se llama así.' },
  'modifier/not-found': { title: 'Ese modificador no existe', text: 'Alguien puede haberlo quitado.' },
  'modifier/duplicate': { title: 'Ese nombre ya está en uso', text: 'Otro modificador se llama así.' },
  'modifier/min-above-max': {
    title: 'Los límites se contradicen',
    text: '«Como mínimo» es más que «Como máximo», o más que las opciones que hay.',
  },
  'modifier-option/not-found': {
    title: 'Una opción ya no existe',
    text: 'Alguien cambió este modificador entretanto. Ábrelo de nuevo.',
  },
  'live/too-many': {
    title: 'Demasiadas páginas abiertas',
    text: 'Cierra alguna; esta muestra lo que tiene.',
  },
  'request/invalid': { title: 'El servidor no lo acepta', text: 'Revisa {{field}}.' },
  'request/too-large': { title: 'Es demasiado de una vez', text: 'Envía menos.' },
  'route/not-found': { title: 'El servidor es más antiguo que esta página', text: 'Vuelve a cargarla.' },
  'route/method-not-allowed': {
    title: 'El servidor es más antiguo que esta página',
    text: 'Vuelve a cargarla.',
  },
  'token/missing': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  'token/malformed': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  'token/expired': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  'token/invalid': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  'identity/wrong-kind': { title: 'Esto no es para ti', text: 'Entra con la cuenta de una persona.' },
  'permission/missing': {
    title: 'Tu rol no ve esto',
    text: 'Pide a un administrador el permiso de {{permission}}.',
  },
  'store/not-yours': { title: 'Esta tienda no es tuya', text: 'Elige una tienda en la que trabajes.' },
  'database/duplicate': { title: 'Ya hay uno igual', text: 'Usa otro nombre o número.' },
  'database/missing-reference': {
    title: 'Falta algo que necesita',
    text: 'Alguien lo cambió entretanto. Vuelve a cargar la página.',
  },
  'service/unavailable': { title: 'La nube no responde', text: 'Inténtalo de nuevo en un momento.' },
  'gateway/too-many': {
    title: 'Demasiadas llamadas desde aquí',
    text: 'Espera un minuto e inténtalo de nuevo.',
  },
  'gateway/timeout': {
    title: 'Sin respuesta a tiempo',
    text: 'Puede haber funcionado o no: míralo antes de repetirlo.',
  },
  internal: {
    title: 'Algo ha fallado por nuestra parte',
    text: 'Inténtalo de nuevo; avísanos si sigue pasando.',
  },
  'client/offline': {
    title: 'No se llega a la nube',
    text: 'Revisa la conexión. Las cajas siguen vendiendo.',
  },
  'client/timeout': {
    title: 'Sin respuesta a tiempo',
    text: 'Puede haber funcionado o no: míralo antes de repetirlo.',
  },
  'client/unreadable': { title: 'No se puede leer la respuesta', text: 'Vuelve a cargar la página.' },
  'client/signed-out': { title: 'Tu sesión ha terminado', text: 'Iníciala de nuevo.' },
  unknown: { title: 'No se ha aceptado', text: 'El servidor dice {{code}}.' },
};
