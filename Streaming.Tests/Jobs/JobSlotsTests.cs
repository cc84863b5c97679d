using System.Net.Http.Json;
using System.Text.Json;
using Streaming.Tests.Support;

namespace Streaming.Tests.Jobs;

public sealed class JobSlotsTests
{
    private readonly TaskCompletionSource _begun = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task Long_jobs_that_occupy_all_slots_delay_no_publish_mail_invitation_or_retention()
    {
        await using var server = await StartFullAsync();
        var publish = await PostAsync(server, "/topics/news/messages?delay=0s", "later", "text/plain");
        var email = await server.Client.EnqueueAsync("email", """{"to":"ann@example.com","subject":"s","text":"t"}""");
        var invitation = await PostAsync(server, "/rooms/lobby/invitations", """{"email":"ann@example.com"}""", "application/json");
        var retention = await server.Client.EnqueueAsync("retention");
        var waiting = await server.Client.EnqueueAsync();

        foreach (var id in (string[])[publish, email, invitation, retention])
            (await server.Client.EndAsync(id)).Should().EndWith("succeeded");

        (await server.Client.JobAsync(waiting)).GetProperty("state").GetString().Should()
            .Be("queued", "its type shares the place that is taken");
        _goOn.SetResult();
        (await server.Client.EndAsync(waiting)).Should().EndWith("succeeded");
    }

    [Fact]
    public async Task Separate_slots_run_only_the_priorities_of_their_worker()
    {
        await using var server = await StartFullAsync(("Jobs:Priorities", "5-9"));
        var low = await server.Client.EnqueueAsync("publish", """{"topic":"news","messages":[{"data":"low"}]}""", ""","priority":4""");
        var high = await server.Client.EnqueueAsync("publish", """{"topic":"news","messages":[{"data":"high"}]}""", ""","priority":5""");

        (await server.Client.EndAsync(high)).Should().EndWith("succeeded");

        (await server.Client.JobAsync(low)).GetProperty("state").GetString().Should().Be("queued");
        _goOn.SetResult();
    }

    private static async Task<string> PostAsync(TestServer server, string path, string body, string type)
    {
        using var response = await server.Client.PostAsync(path, body, type);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("id").GetString()!;
    }

    // The only slot for all other job types is taken.
    private async Task<TestServer> StartFullAsync(params (string Key, string Value)[] settings)
    {
        var probe = new Probe
        {
            Run = async (_, _) =>
            {
                _begun.TrySetResult();
                await _goOn.Task;
                return new ProbeResult(0);
            },
        };
        var server = await probe.StartAsync(
            [("Jobs:Concurrency", "1"), ("Email:Pickup", "mail"), ("Email:From", "streaming@localhost"), .. settings]);
        await server.Client.EnqueueAsync();
        await _begun.Task.OrTimeout();
        return server;
    }
}
