using Streaming.Server.Publishing;
using Streaming.Tests.Support;

namespace Streaming.Tests.Publishing;

public sealed class SessionConfirmationsTests
{
    private readonly SessionConfirmations _confirmations = new();
    private readonly Guid _first = Guid.NewGuid(), _second = Guid.NewGuid(), _third = Guid.NewGuid();

    [Fact]
    public async Task A_node_that_does_not_confirm_two_announcements_at_the_same_time_is_one_node()
    {
        _confirmations.Begin(_first, nodes: 3);
        _confirmations.Begin(_second, nodes: 3);
        Confirm(_first);
        Confirm(_second);
        await Task.WhenAll(_confirmations.EndAsync(_first, waits: true), _confirmations.EndAsync(_second, waits: true)).OrTimeout();

        _confirmations.Begin(_third, nodes: 3);
        var end = _confirmations.EndAsync(_third, waits: true);
        end.IsCompleted.Should().BeFalse("the node that has confirmed both announcements confirms this one too");
        Confirm(_third);
        (await end.OrTimeout()).Nodes.Should().Be(1);
    }

    private void Confirm(Guid change) => _confirmations.Add(new SessionConfirmation(change, Guid.NewGuid(), Streams: 1));
}
