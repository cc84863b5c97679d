namespace Streaming.Tests.Testing;

/// <summary>A mailbox of a test, which keeps the orders of the sent mails, and can fail.</summary>
public sealed class FakeMailbox : IMailbox
{
    public List<int> Sent { get; } = [];

    /// <summary>The number of mails that fail before one is sent.</summary>
    public int Failures { get; set; }

    public Func<Task> Before { get; set; } = () => Task.CompletedTask;

    public async Task<int> SendAsync(int order, CancellationToken cancellationToken)
    {
        await Before().WaitAsync(cancellationToken);
        if (Failures-- > 0)
            throw new InvalidOperationException("The mail server does not respond.");
        Sent.Add(order);
        return Sent.Count(each => each == order);
    }
}
