using Streaming.Server.Core.Messages;
using Streaming.Server.Core.Properties;
using Streaming.Tests.Support;

namespace Streaming.Tests.Topics;

public abstract partial class TopicLogContract
{
    [StoreFact]
    public async Task A_deleted_topic_is_gone_and_its_next_life_has_another_epoch()
    {
        var first = await Log.CreateAsync("s", creation: null, "old", "data");
        await Log.ProduceAsync("s", "p", 0, 0, "more");

        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.NotFound);
        var between = await Log.StateAsync("s");
        (between.Exists, between.Count, between.Epoch == first.Epoch).Should().Be((false, 0, false));
        (await Log.PageAsync("s", 1, 10)).Should().BeEmpty();
        (await Log.ListAsync(after: null, 10, CancellationToken.None).OrTimeout()).Should().BeEmpty();
        (await Log.AppendAsync("s", new AppendConditions(), "x")).Outcome().Should().Be(AppendOutcome.NotFound);

        var second = await Log.CreateAsync("s", creation: null, "new");
        (second.Outcome(), second.Epoch == first.Epoch).Should().Be((AppendOutcome.Created, false));
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("new");
        (await Log.ProduceAsync("s", "p", 0, 0, "again")).Outcome().Should().Be(AppendOutcome.Appended, "the producer is new here");
        (await Log.FindThroughAsync(new TopicName("s"), first.Epoch, CancellationToken.None).OrTimeout()).Should().BeNull();
    }

    [StoreFact]
    public async Task A_topic_that_was_begun_by_a_publish_has_another_epoch_after_its_deletion()
    {
        var epochs = new HashSet<string>();
        for (var life = 0; life < 3; life++)
        {
            epochs.Add((await Log.AppendAsync("s", "a", "b")).Epoch);
            (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
            (await Log.StateAsync("s")).Exists.Should().BeFalse();
            epochs.Add((await Log.CreateAsync("s", creation: null, "a")).Epoch);
            (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
        }

        epochs.Should().HaveCount(6);
        (await Log.DeleteAsync("never")).Should().Be(DeleteOutcome.NotFound);
    }

    [StoreFact]
    public async Task The_position_before_the_first_message_is_valid_after_the_creation()
    {
        var before = await Log.StateAsync("s");
        var created = await Log.CreateAsync("s", creation: null, "a");

        created.Epoch.Should().NotBe(before.Epoch);
        (await Log.FindThroughAsync(new TopicName("s"), before.Epoch, CancellationToken.None).OrTimeout()).Should().Be(0);
    }

    [StoreFact]
    public async Task Many_messages_of_a_deleted_topic_are_deleted_and_others_stay()
    {
        await Log.FillAsync("other", 10);
        await Log.FillAsync("s", 5_000);
        (await Log.DeleteAsync("s")).Should().Be(DeleteOutcome.Deleted);
        await Log.FillAsync("s", 3);

        (await Log.AllAsync("s")).Should().Equal((1, "1"), (2, "2"), (3, "3"));
        (await Log.AllAsync("other")).Should().HaveCount(10);
        await Log.DeleteKeysAsync(Appends.Noon, CancellationToken.None).OrTimeout();
        (await Log.AllAsync("s")).Should().HaveCount(3);
    }

    [StoreFact]
    public async Task A_topic_expires_after_its_last_use()
    {
        await Log.CreateAsync("s", s_text with { TimeToLive = TimeSpan.FromMinutes(10) }, "a");
        (await AppendAtAsync(9, "b")).Outcome().Should().Be(AppendOutcome.Appended);
        (await AppendAtAsync(18, "c")).Outcome().Should().Be(AppendOutcome.Appended, "each append prolongs it");
        (await Log.StateAsync("s")).Properties!.Expires.Should().Be(Appends.Noon.AddMinutes(28));

        var state = await Log.StateAsync("s");
        foreach (var (epoch, minutes) in ((string, int)[])[(state.Epoch, 25), ("other", 600)])
            await Log.TouchAsync(
                [new TopicTouch(new TopicName("s"), epoch, Appends.Noon.AddMinutes(minutes))], CancellationToken.None).OrTimeout();
        (await AppendAtAsync(34, "d")).Outcome().Should().Be(AppendOutcome.Appended, "a read prolongs it too");
        (await AppendAtAsync(44, "e")).Outcome().Should().Be(AppendOutcome.NotFound);
        (await Log.AppendAsync(Appends.Of("s", "f") with { Time = Appends.Noon.AddMinutes(45), Creation = s_text })).Outcome().Should()
            .Be(AppendOutcome.Created);
        (await Log.AllAsync("s")).Select(each => each.Text).Should().Equal("f");

        Task<Server.Core.Topics.AppendResult> AppendAtAsync(int minutes, string text) => Log.AppendAsync(Appends.Of("s", text) with
        {
            Time = Appends.Noon.AddMinutes(minutes),
            Conditions = new AppendConditions { MustExist = true },
        });
    }

    [StoreFact]
    public async Task A_read_that_is_not_stored_yet_prolongs_the_time_to_live()
    {
        await Log.CreateAsync("s", s_text with { TimeToLive = TimeSpan.FromMinutes(10) });
        (await Log.AppendAsync(Appends.Of("s", "a") with
        {
            Time = Appends.Noon.AddMinutes(15),
            Touched = Appends.Noon.AddMinutes(6),
            Conditions = new AppendConditions { MustExist = true },
        })).Outcome().Should().Be(AppendOutcome.Appended);
    }

    [StoreFact]
    public async Task Topics_that_have_expired_are_listed_and_deleted()
    {
        await Log.CreateAsync("sliding", s_text with { TimeToLive = TimeSpan.FromMinutes(10) });
        await Log.CreateAsync("absolute", s_text with { ExpiresAt = Appends.Noon.AddMinutes(20) });
        await Log.CreateAsync("endless");

        (await ExpiredAsync(9)).Should().BeEmpty();
        (await ExpiredAsync(10)).Should().Equal("sliding");
        (await ExpiredAsync(20)).Should().BeEquivalentTo("sliding", "absolute");
        (await DeleteExpiredAsync("sliding", 9)).Should().Be(DeleteOutcome.NotExpired);
        (await DeleteExpiredAsync("endless", 99)).Should().Be(DeleteOutcome.NotExpired);
        (await DeleteExpiredAsync("sliding", 10)).Should().Be(DeleteOutcome.Deleted);
        (await ExpiredAsync(20)).Should().Equal("absolute");

        async Task<IEnumerable<string>> ExpiredAsync(int minutes) =>
            (await Log.ListExpiredAsync(Appends.Noon.AddMinutes(minutes), 10, CancellationToken.None).OrTimeout())
                .Select(topic => topic.Value);

        async Task<DeleteOutcome> DeleteExpiredAsync(string topic, int minutes) =>
            await Log.DeleteAsync(new TopicName(topic), Appends.Noon.AddMinutes(minutes), CancellationToken.None).OrTimeout();
    }

    [StoreFact]
    public async Task A_publish_to_an_expired_topic_begins_another()
    {
        var first = await Log.CreateAsync("s", s_text with { ExpiresAt = Appends.Noon.AddMinutes(1) }, "old");
        var second = await Log.AppendAsync(Appends.Of("s", "new") with { Time = Appends.Noon.AddMinutes(1) });

        (second.First, second.Epoch == first.Epoch, second.Verdict is null).Should().Be((1, false, true));
        (await Log.StateAsync("s")).Properties.Should().BeNull();
        (await Log.AllAsync("s")).Should().Equal((1, "new"));
    }
}
