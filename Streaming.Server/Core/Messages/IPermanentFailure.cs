namespace Streaming.Server.Core.Messages;

/// <summary>
/// Implemented by exceptions that report an expected failure, and that know whether a retry can succeed. The message is a complete
/// sentence, so no stack trace is logged.
/// </summary>
public interface IPermanentFailure
{
    /// <summary>Whether a retry would fail again unless the input or a setting is changed.</summary>
    bool IsPermanent { get; }
}
