"""Pictures and diagrams with what stands behind them: attributes, captions, numbers."""
