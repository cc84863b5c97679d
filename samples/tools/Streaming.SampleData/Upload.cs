using System.Net.Sockets;
using System.Text.Json;

namespace Streaming.SampleData;

/// <summary>Publishes the chat of one room in one request.</summary>
internal sealed class Upload(HttpClient http, string server, string key)
{
    /// <summary>Publishes all messages of the room.</summary>
    /// <returns>The number of messages of this upload that the server has stored.</returns>
    /// <exception cref="UploadException">The server cannot be reached, has refused the upload, or interrupted it. The message of the
    /// exception states which.</exception>
    public async Task<long> SendAsync(RoomPlan plan, Action<long> onSent, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server}/topics/{Uri.EscapeDataString(plan.Topic)}/messages");
        request.Content = new NdjsonContent(plan, onSent);
        request.Headers.Add("Idempotency-Key", key);
        try
        {
            using var response = await http.SendAsync(request, cancellationToken);
            using var answer = await ReadAsync(response, cancellationToken);
            if (response.IsSuccessStatusCode)
                return answer?.RootElement.TryGetProperty("count", out var count) == true ? count.GetInt64()
                    : throw NotOurs((int)response.StatusCode);
            throw answer?.RootElement.TryGetProperty("detail", out var detail) == true
                ? new UploadException(detail.GetString()!) { CanResume = (int)response.StatusCode >= 500 }
                : NotOurs((int)response.StatusCode);
        }
        catch (HttpRequestException e) when (e.InnerException is SocketException)
        {
            throw new UploadException(
                $"No server responds at {server}. Start it with 'dotnet run -c Release --project Streaming.Server', or set its address " +
                    "with --url.", e);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new UploadException(
                $"The server at {server} ended the upload to {plan.Topic} too early; its log has the reason.", e)
            { CanResume = true };
        }
    }

    private static async Task<JsonDocument?> ReadAsync(HttpResponseMessage response, CancellationToken cancellationToken)
    {
        if (response.Content.Headers.ContentType?.MediaType is not ("application/json" or "application/problem+json"))
            return null;
        return await JsonDocument.ParseAsync(
            await response.Content.ReadAsStreamAsync(cancellationToken), cancellationToken: cancellationToken);
    }

    private UploadException NotOurs(int status) =>
        new($"{server} answered with status {status} without a reason; is it a Streaming server?");
}
