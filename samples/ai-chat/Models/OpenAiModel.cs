using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.CompilerServices;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace Streaming.AiChat.Models;

/// <summary>A model behind an API that is compatible with OpenAI's chat completions. Its stream is passed on as it arrives.</summary>
public sealed class OpenAiModel(HttpClient http, IOptions<ChatOptions> options) : IModel
{
    private const string Data = "data:";

    /// <inheritdoc/>
    public async IAsyncEnumerable<string> AnswerAsync(
        string question, string soFar, [EnumeratorCancellation] CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, options.Value.Url);
        if (options.Value.Key is { } key)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        request.Content = JsonContent.Create(new { model = options.Value.Model, stream = true, messages = Messages(question, soFar) });
        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellation);
        response.EnsureSuccessStatusCode();
        using var lines = new StreamReader(await response.Content.ReadAsStreamAsync(cancellation));
        while (await lines.ReadLineAsync(cancellation) is { } line)
        {
            if (line.StartsWith(Data, StringComparison.Ordinal) && TokenOf(line[Data.Length..].Trim()) is { Length: > 0 } token)
                yield return token;
        }
    }

    // The part that an earlier attempt has generated is given to the model as the start of its answer.
    private static List<object> Messages(string question, string soFar)
    {
        List<object> messages = [new { role = "user", content = question }];
        if (soFar.Length > 0)
        {
            messages.Add(new { role = "assistant", content = soFar });
            messages.Add(new { role = "user", content = "Go on exactly where your answer stopped, without repeating anything of it." });
        }

        return messages;
    }

    private static string? TokenOf(string data)
    {
        if (data == "[DONE]")
            return null;
        using var json = JsonDocument.Parse(data);
        return json.RootElement.TryGetProperty("choices", out var choices) && choices.GetArrayLength() > 0
            && choices[0].TryGetProperty("delta", out var delta) && delta.TryGetProperty("content", out var content)
            ? content.GetString() : null;
    }
}
