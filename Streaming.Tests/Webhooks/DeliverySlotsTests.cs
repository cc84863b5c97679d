using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Streaming.Server.Core.Messages;
using Streaming.Server.Webhooks;
using Streaming.Server.Webhooks.Delivery;
using Streaming.Server.Webhooks.Register;

namespace Streaming.Tests.Webhooks;

public sealed class DeliverySlotsTests : IDisposable
{
    private static readonly WebhookId s_id = WebhookId.New();

    private readonly FakeTimeProvider _time = new();
    private readonly DeliverySlots _slots;
    private int _ready;

    public DeliverySlotsTests()
    {
        var options = Options.Create(new WebhookOptions { Concurrency = 16, Backoff = TimeSpan.FromSeconds(10) });
        _slots = new DeliverySlots(new WebhookBackoff(options), options, _time);
        _slots.OnReady = () => _ready++;
    }

    public void Dispose() => _slots.Dispose();

    [Fact]
    public void A_webhook_has_a_number_of_slots_and_waiting_topics_get_the_released_ones()
    {
        var held = Enumerable.Range(0, 4).Select(i => Enter(Topic(i))).ToList();
        held.Should().OnlyContain(slot => slot != null);
        Enter(Topic(4)).Should().BeNull();
        Enter(Topic(4)).Should().BeNull("a topic waits only once");
        _slots.TryDefer(s_id, Topic(5)).Should().BeTrue();
        Enter(Topic(9), WebhookId.New()).Should().NotBeNull("another webhook has its own slots");
        _slots.TakeReady().Topics.Should().BeEmpty();

        held[0]!.Release();
        _ready.Should().Be(1);
        _slots.TakeReady().Topics.Should().Equal((s_id, Topic(4)));
        held[1]!.Dispose();
        held[1]!.Dispose();
        Enter(Topic(4)).Should().NotBeNull();
        _slots.TakeReady().Topics.Should().Equal((s_id, Topic(5)));
    }

    [Fact]
    public void Without_a_response_the_webhook_is_suspended_and_one_request_tests_the_receiver()
    {
        var held = Enumerable.Range(0, 4).Select(i => Enter(Topic(i))!).ToList();
        foreach (var slot in held)
            Fail(slot);
        _slots.SuspensionOf(s_id).Should()
            .BeLessThanOrEqualTo(TimeSpan.FromSeconds(10), "four that failed together are one failure").And.BePositive();
        for (var i = 10; i < 40; i++)
            Enter(Topic(i)).Should().BeNull();
        _slots.TakeReady().Topics.Should().BeEmpty();

        _time.Advance(TimeSpan.FromSeconds(10));
        _ready.Should().BePositive();
        _slots.TakeReady().Topics.Should().Equal((s_id, Topic(10)));
        var probe = Enter(Topic(10))!;
        Enter(Topic(11)).Should().BeNull();
        _slots.TakeReady().Topics.Should().BeEmpty();
        Fail(probe);
        _slots.SuspensionOf(s_id).Should()
            .BeGreaterThan(TimeSpan.FromSeconds(9.9), "it is twice as long").And.BeLessThanOrEqualTo(TimeSpan.FromSeconds(20));

        _time.Advance(TimeSpan.FromSeconds(20));
        probe = Enter(Topic(10))!;
        probe.Report(Topic(10), [Result(status: 500)]);
        _slots.SuspensionOf(s_id).Should().BeNull("a 500 is a response");
        _slots.TakeReady().Topics.Should().HaveCount(3);
    }

    [Fact]
    public void A_topic_that_a_busy_receiver_refuses_waits_alone()
    {
        Refuse(Topic(1));
        _slots.SuspensionOf(s_id).Should().BeNull();
        Refuse(Topic(1));
        _slots.SuspensionOf(s_id).Should().BeNull("it is still only this topic");
        using (var slot = Enter(Topic(2))!)
            slot.Report(Topic(2), [Result(status: 200) with { Delivery = Delivery(200, error: null) }]);
        Refuse(Topic(3));
        _slots.SuspensionOf(s_id).Should().BeNull("the receiver has accepted another topic meanwhile");
    }

    [Fact]
    public void A_receiver_that_refuses_two_topics_with_Retry_After_is_overloaded_and_rests_for_a_minute_at_most()
    {
        Refuse(Topic(1));
        Refuse(Topic(2));
        Enter(Topic(3)).Should().BeNull();
        _slots.SuspensionOf(s_id).Should().Be(TimeSpan.FromMinutes(1));
        _slots.Reset(s_id);
        Enter(Topic(3)).Should().NotBeNull("the webhook was changed or resumed");
    }

    [Fact]
    public void A_request_that_may_not_be_sent_yet_suspends_the_webhook_for_that_time()
    {
        using (var slot = Enter(Topic(1))!)
            slot.Report(Topic(1), [Result(status: null) with { IsNotCalled = true, RetryAfter = TimeSpan.FromSeconds(15) }]);
        Enter(Topic(2)).Should().BeNull();
        _slots.SuspensionOf(s_id).Should().Be(TimeSpan.FromSeconds(15));
    }

    [Fact]
    public void A_response_to_an_earlier_request_does_not_end_a_suspension_for_the_rate_limit()
    {
        using var earlier = Enter(Topic(1))!;
        using var limited = Enter(Topic(2))!;
        limited.Report(Topic(2), [Result(status: null) with { IsNotCalled = true, RetryAfter = TimeSpan.FromSeconds(15) }]);
        earlier.Report(Topic(1), [Result(status: 500)]);
        _slots.SuspensionOf(s_id).Should().Be(TimeSpan.FromSeconds(15));
        _time.Advance(TimeSpan.FromSeconds(15));
        Enter(Topic(3)).Should().NotBeNull();
    }

    [Fact]
    public void Receivers_that_do_not_respond_share_a_quarter_of_all_slots()
    {
        var ids = Enumerable.Range(0, 20).Select(_ => WebhookId.New()).ToList();
        foreach (var id in ids)
            Fail(Enter(Topic(1), id)!);
        _time.Advance(TimeSpan.FromSeconds(10));
        var probes = ids.ConvertAll(id => Enter(Topic(1), id));
        probes.OfType<DeliverySlot>().Should().HaveCount(4);
        _slots.TakeReady().Topics.Should().BeEmpty();
        probes[0]!.Release();
        _slots.TakeReady().Topics.Should().NotBeEmpty();
    }

    private static TopicName Topic(int number) => new($"t:{number}");

    private DeliverySlot? Enter(TopicName topic, WebhookId? id = null)
    {
        var slot = _slots.For(id ?? s_id, topic);
        return slot.TryAcquire() ? slot : null;
    }

    private static void Fail(DeliverySlot slot)
    {
        slot.Report(Topic(0), [Result(status: null)]);
        slot.Release();
    }

    private void Refuse(TopicName topic)
    {
        using var slot = Enter(topic)!;
        slot.Report(topic, [Result(status: 429) with { IsBusy = true, RetryAfter = TimeSpan.MaxValue }]);
    }

    private static SendResult Result(int? status) => new(Delivery(status, "It broke."), TimeSpan.Zero);

    private static WebhookDelivery Delivery(int? status, string? error) =>
        new(1, "msg_1", "t", null, null, 1, 1, default, 1, status, error);
}
