namespace Streaming.Tests.Testing;

/// <summary>Sends the mails of the example.</summary>
public interface IMailbox
{
    /// <summary>Sends a mail about an order, and returns the number of mails about this order so far.</summary>
    Task<int> SendAsync(int order, CancellationToken cancellationToken);
}
