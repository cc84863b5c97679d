using Microsoft.Extensions.Options;

namespace Streaming.AiChat.Models;

/// <summary>Chooses the model by the configuration.</summary>
public static class ModelChoice
{
    /// <summary>Returns the model behind the configured address, or the one in this program.</summary>
    public static IModel Choose(IServiceProvider services) =>
        services.GetRequiredService<IOptions<ChatOptions>>().Value.Url is null
            ? services.GetRequiredService<FakeModel>() : services.GetRequiredService<OpenAiModel>();
}
