using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Streaming.Stress.Clients;

/// <summary>Sends requests about jobs, schedules and webhooks, and repeats each one until a server answers it.</summary>
/// <param name="address">Returns the address of a server for each attempt.</param>
internal sealed class ApiClient(Func<Uri> address) : IDisposable
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(30) };

    /// <summary>Sends a request until it is answered with a status below 500, and returns the body of a success.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">The path.</param>
    /// <param name="json">The body; null for none.</param>
    /// <param name="key">The <c>Idempotency-Key</c>, with which a repetition has no second effect; null for none.</param>
    /// <param name="cancellationToken">Ends the attempts.</param>
    /// <exception cref="HttpRequestException">The request was refused.</exception>
    public async Task<JsonElement> SendAsync(
        HttpMethod method, string path, string? json, string? key, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                using var request = new HttpRequestMessage(method, new Uri(address(), path));
                if (json is not null)
                    request.Content = new StringContent(json, Encoding.UTF8, "application/json");
                if (key is not null)
                    request.Headers.Add("Idempotency-Key", key);
                using var response = await _http.SendAsync(request, cancellationToken);
                if (response.StatusCode < HttpStatusCode.InternalServerError)
                {
                    var body = await response.Content.ReadAsStringAsync(cancellationToken);
                    return response.IsSuccessStatusCode
                        ? JsonElement.Parse(body.Length > 0 ? body : "null")
                        : throw new HttpRequestException(HttpRequestError.InvalidResponse, $"{(int)response.StatusCode}: {body}");
                }
            }
            catch (Exception e) when (e is HttpRequestException { HttpRequestError: not HttpRequestError.InvalidResponse } or IOException
                or SocketException || (e is OperationCanceledException && !cancellationToken.IsCancellationRequested))
            {
                // The server is being restarted.
            }

            await Task.Delay(s_pause, cancellationToken);
        }
    }

    public void Dispose() => _http.Dispose();
}
