namespace Streaming.Server.Core.Messages;

/// <summary>An exception that was foreseen, and knows whether the same work can succeed later. Its message is a sentence that needs no stack trace.</summary>
public interface IPermanentFailure
{
    /// <summary>Whether the same work fails again until somebody changes its input or a setting: trying it again is of no use.</summary>
    bool IsPermanent { get; }
}
