namespace Streaming.Server.Core.Messages;

/// <summary>
/// Implemented by exceptions that report an expected failure, for example an e-mail that could not be sent. Such an exception states
/// whether a retry can succeed. Its message is a complete sentence for the user, and its stack trace is not logged.
/// </summary>
public interface IPermanentFailure
{
    /// <summary>Whether a retry will fail again unless the input or a setting is changed.</summary>
    bool IsPermanent { get; }
}
