namespace Streaming.SampleData;

/// <summary>The upload failed; the message is a sentence for the user at the console.</summary>
internal sealed class UploadException(string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>Whether the upload can be continued later where it stopped.</summary>
    public bool CanResume { get; init; }
}
