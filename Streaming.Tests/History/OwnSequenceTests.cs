using Microsoft.Extensions.DependencyInjection;
using Streaming.Tests.StreamedResults;
using Streaming.Tests.Support;

namespace Streaming.Tests.History;

public sealed class OwnSequenceTests
{
    [Theory]
    [InlineData("application/json")]
    [InlineData("application/x-ndjson")]
    [InlineData("text/csv")]
    public async Task A_sequence_of_messages_of_a_hosting_application_is_written_in_the_accepted_format(string accept)
    {
        await using var server = await TestServer.StartAsync(
            builder => builder.Services.AddControllers().AddApplicationPart(typeof(OwnSequenceController).Assembly), folder: null);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/own-sequence");
        request.Headers.Add("Accept", accept);
        using var response = await server.Client.SendAsync(request).OrTimeout();
        response.EnsureSuccessStatusCode();
        response.Content.Headers.ContentType!.MediaType.Should().Be(accept);
        (await response.Content.ReadAsStringAsync().OrTimeout()).Should().Contain("number 1").And.Contain("number 2");
    }

    [Theory]
    [InlineData("text/csv")]
    [InlineData("application/x-ndjson")]
    public async Task Each_message_of_a_hosting_application_is_sent_before_the_next_one_is_awaited(string accept)
    {
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await TestServer.StartAsync(
            builder =>
            {
                builder.Services.AddControllers().AddApplicationPart(typeof(OwnSequenceController).Assembly);
                builder.Services.AddSingleton(gate);
            },
            folder: null);
        using var response = await server.Client.OpenAsync("/own-sequence/gated", ("Accept", accept));
        using var reader = new StreamReader(await response.Content.ReadAsStreamAsync().OrTimeout());
        while (await reader.NextLineAsync() is { } line && !line.Contains("number 1", StringComparison.Ordinal))
            line.Should().StartWith("topic,");
        gate.SetResult();
        (await reader.NextLineAsync()).Should().Contain("number 2");
    }
}
