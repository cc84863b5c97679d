namespace Streaming.Server.Core.Messages;

/// <summary>
/// Implemented by exceptions that report an expected failure, for example that an e-mail could not be sent. Such an exception states
/// whether a retry can succeed. Its message is a complete sentence for the user, so no stack trace is logged.
/// </summary>
public interface IPermanentFailure
{
    /// <summary>Whether a retry will fail again unless the input or a setting is changed.</summary>
    bool IsPermanent { get; }
}
