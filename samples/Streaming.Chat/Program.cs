using Streaming.Chat;

if (ChatOptions.Parse(args) is not { } options)
{
    Console.Error.WriteLine($"Usage: {ChatOptions.Usage}");
    return 2;
}

await using var chat = new ChatSession(options);
await chat.RunAsync();
return 0;
