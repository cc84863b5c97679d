namespace Streaming.SampleData;

/// <summary>The upload did not succeed; the message is a sentence for the person at the console.</summary>
internal sealed class UploadException(string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>Whether it may go on later where it stopped.</summary>
    public bool CanResume { get; init; }
}
