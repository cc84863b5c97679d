namespace Streaming.Server.Core.Messages;

/// <summary>An expected failure that states whether a retry can succeed. Its message is a sentence that needs no stack trace.</summary>
public interface IPermanentFailure
{
    /// <summary>Whether a retry fails again unless the input or a setting is changed.</summary>
    bool IsPermanent { get; }
}
