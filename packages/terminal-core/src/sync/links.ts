/** The till's links to the cloud and to the other tills of its store, as the state pill shows them. */
export interface Links extends AsyncDisposable {
  isCloudConnected(): boolean;
  /** How far the cloud has confirmed a chain; 0 when it never did. Known from the last connection while it is cut off. */
  cloudSeqOf(chain: string): number;
  /** Told when one of these may have moved. */
  onChanged(listener: () => void): () => void;
  peers(): readonly { readonly name: string; readonly isConnected: boolean }[];
}
