using Streaming.Server.Hosting;

return await ServerProgram.RunAsync(args);
