using Streaming.Server.Core.Properties;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task A_repeated_request_of_a_producer_appends_nothing()
    {
        await Log.CreateAsync("s");
        var first = await Log.ProduceAsync("s", "p", 0, 0, "a");
        await Log.ProduceAsync("s", "p", 0, 1, "b");
        var again = await Log.ProduceAsync("s", "p", 0, 0, "another body");

        (first.Outcome(), first.Last, first.Verdict!.ProducerSeq).Should().Be((AppendOutcome.Appended, 1, 0));
        (again.Outcome(), again.Last, again.Appended).Should().Be((AppendOutcome.Duplicate, 2, 0));
        (again.Verdict!.ProducerEpoch, again.Verdict.ProducerSeq).Should().Be((0, 1), "it is the highest number that was accepted");
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("a", "b");
    }

    [StoreFact]
    public async Task A_missing_request_of_a_producer_is_a_gap()
    {
        await Log.CreateAsync("s");
        (await Log.ProduceAsync("s", "p", 0, 1, "x")).Verdict.Should()
            .Match<AppendVerdict>(verdict => verdict.Outcome == AppendOutcome.SequenceGap && verdict.ExpectedSeq == 0);
        await Log.ProduceAsync("s", "p", 0, 0, "a");
        (await Log.ProduceAsync("s", "p", 0, 3, "x")).Verdict.Should()
            .Match<AppendVerdict>(verdict => verdict.Outcome == AppendOutcome.SequenceGap && verdict.ExpectedSeq == 1);
        (await Log.AllAsync("s")).Should().Equal((1, "a"));
    }

    [StoreFact]
    public async Task A_later_epoch_of_a_producer_excludes_the_earlier_one()
    {
        await Log.CreateAsync("s");
        await Log.ProduceAsync("s", "p", 0, 0, "old");
        (await Log.ProduceAsync("s", "p", 2, 1, "x")).Outcome().Should().Be(AppendOutcome.EpochNotFromZero);
        (await Log.ProduceAsync("s", "p", 2, 0, "new")).Outcome().Should().Be(AppendOutcome.Appended);

        var stale = await Log.ProduceAsync("s", "p", 0, 1, "x");
        (stale.Outcome(), stale.Verdict!.ProducerEpoch).Should().Be((AppendOutcome.StaleEpoch, 2));
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("old", "new");
    }

    [StoreFact]
    public async Task Producers_are_separate_for_each_topic_and_name()
    {
        await Log.CreateAsync("s");
        await Log.CreateAsync("t");
        foreach (var (topic, producer) in ((string, string)[])[("s", "p"), ("s", "P"), ("t", "p")])
            (await Log.ProduceAsync(topic, producer, 0, 0, "a")).Outcome().Should().Be(AppendOutcome.Appended);
    }

    [StoreFact]
    public async Task Requests_of_a_producer_in_one_transaction_see_each_other()
    {
        await Log.CreateAsync("s");
        var results = await Log.AppendAsync(
            [.. (((long Seq, string Text)[])[(0, "a"), (1, "b"), (1, "b"), (3, "x"), (2, "c")])
                .Select(each => Appends.Of("s", each.Text) with
                {
                    Conditions = new AppendConditions { MustExist = true, Producer = new ProducerStamp("p", 0, each.Seq) },
                })],
            CancellationToken.None).OrTimeout();

        results.Select(result => result.Outcome()).Should().Equal(
            AppendOutcome.Appended, AppendOutcome.Appended, AppendOutcome.Duplicate, AppendOutcome.SequenceGap, AppendOutcome.Appended);
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("a", "b", "c");
    }

    [StoreFact]
    public async Task A_refused_request_does_not_move_its_producer()
    {
        await Log.CreateAsync("s");
        var stamp = new ProducerStamp("p", 0, 0);
        await Log.AppendAsync("s", new AppendConditions { StreamSeq = "b" }, "1");

        (await Log.AppendAsync("s", new AppendConditions { Producer = stamp, StreamSeq = "a" }, "x")).Outcome().Should()
            .Be(AppendOutcome.StreamSeqConflict);
        (await Log.AppendAsync("s", new AppendConditions { Producer = stamp, StreamSeq = "c" }, "2")).Outcome().Should()
            .Be(AppendOutcome.Appended);
        (await Log.AppendAsync("s", new AppendConditions { Producer = stamp, StreamSeq = "c" }, "2")).Outcome().Should()
            .Be(AppendOutcome.Duplicate, "the producer is compared before the Stream-Seq");
    }

    [StoreFact]
    public async Task A_producer_that_closed_a_topic_may_repeat_its_request()
    {
        await Log.CreateAsync("s");
        await Log.ProduceAsync("s", "p", 1, 0, "a");
        Task<Server.Core.Topics.AppendResult> CloseAsync(string producer, long epoch, long seq, params string[] texts) => Log.AppendAsync(
            "s", new AppendConditions { Closes = true, Producer = new ProducerStamp(producer, epoch, seq) }, texts);

        (await CloseAsync("p", 1, 1, "b")).Outcome().Should().Be(AppendOutcome.Appended);
        (await CloseAsync("p", 1, 1, "another body")).Outcome().Should().Be(AppendOutcome.Duplicate);
        (await CloseAsync("p", 1, 1)).Outcome().Should().Be(AppendOutcome.Duplicate);
        (await CloseAsync("p", 1, 2)).Outcome().Should().Be(AppendOutcome.Closed);
        (await CloseAsync("q", 1, 1)).Outcome().Should().Be(AppendOutcome.Closed);
        (await CloseAsync("p", 0, 5, "stale")).Outcome().Should().Be(AppendOutcome.StaleEpoch);
        (await Log.ProduceAsync("s", "p", 1, 0, "a")).Outcome().Should().Be(AppendOutcome.Duplicate, "it was stored before");
        (await Log.StateAsync("s")).Properties!.ClosedBy.Should().Be(new ProducerStamp("p", 1, 1));
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("a", "b");
    }

    [StoreFact]
    public async Task A_topic_keeps_a_limited_number_of_producers()
    {
        await Log.CreateAsync("s");
        Task<Server.Core.Topics.AppendResult> ProduceAsync(string producer, int days) => Log.AppendAsync(Appends.Of("s", producer) with
        {
            Time = Appends.Noon.AddDays(days),
            Conditions = new AppendConditions { MaxProducers = 2, Producer = new ProducerStamp(producer, 0, 0) },
        });

        (await ProduceAsync("a", 0)).Outcome().Should().Be(AppendOutcome.Appended);
        (await ProduceAsync("b", 3)).Outcome().Should().Be(AppendOutcome.Appended);
        (await ProduceAsync("c", 4)).Outcome().Should().Be(AppendOutcome.TooManyProducers);
        (await ProduceAsync("c", 8)).Outcome().Should().Be(AppendOutcome.Appended, "a was not used for more than 7 days");
        (await ProduceAsync("b", 8)).Outcome().Should().Be(AppendOutcome.Duplicate);
    }
}
