namespace Streaming.Benchmark;

/// <summary>Thrown when a value could not be measured; the message states the reason.</summary>
internal sealed class BenchmarkException(string message, Exception? inner = null) : ToolException(message, inner);
