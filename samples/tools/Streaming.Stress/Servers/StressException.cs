namespace Streaming.Stress.Servers;

/// <summary>The tool cannot go on: a program is missing, or a process did not start.</summary>
internal sealed class StressException(string message, Exception? inner = null) : ToolException(message, inner);
