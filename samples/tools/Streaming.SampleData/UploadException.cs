namespace Streaming.SampleData;

/// <summary>Thrown when an upload of sample data has failed. The message is a sentence for the user at the console.</summary>
internal sealed class UploadException(string sentence, Exception? inner = null) : Exception(sentence, inner)
{
    /// <summary>Whether the same upload can be continued later, after the last message that the server has stored.</summary>
    public bool CanResume { get; init; }
}
