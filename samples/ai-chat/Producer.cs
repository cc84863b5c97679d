namespace Streaming.AiChat;

/// <summary>Numbers the appends of one attempt of a job, so that a repeated one is not appended twice.</summary>
/// <param name="id">The id of the producer.</param>
/// <param name="epoch">The number of the attempt.</param>
public sealed class Producer(string id, int epoch)
{
    private long _sequence;

    /// <summary>Adds the headers of the next append.</summary>
    public void Number(HttpRequestMessage request)
    {
        request.Headers.Add("Producer-Id", id);
        request.Headers.Add("Producer-Epoch", $"{epoch}");
        request.Headers.Add("Producer-Seq", $"{_sequence++}");
    }
}
