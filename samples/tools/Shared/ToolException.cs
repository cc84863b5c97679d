namespace Streaming.Tools;

/// <summary>Thrown when a program of this folder cannot do its work; the message states the reason.</summary>
internal class ToolException(string message, Exception? inner = null) : Exception(message, inner);
