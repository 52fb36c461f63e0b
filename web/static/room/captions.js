// What one says as text, for the other. The browser writes it down, and only where one asks for it.

const Recognition = globalThis.SpeechRecognition ?? globalThis.webkitSpeechRecognition;

export const canCaption = () => Boolean(Recognition);

export class Captions {
  constructor(language, onWords) {
    Object.assign(this, { language, onWords, isOn: false });
  }

  start() {
    this.isOn = true;
    const recognition = new Recognition();
    this.recognition = recognition;
    Object.assign(recognition, { lang: this.language, continuous: true, interimResults: true });
    recognition.onresult = ({ results, resultIndex }) => {
      const words = Array.from(results).slice(resultIndex).map((result) => result[0].transcript).join(" ");
      this.onWords(words.trim());
    };
    // Browsers end it after a silence.
    recognition.onend = () => this.isOn && setTimeout(() => this.isOn && this.start(), 300);
    recognition.onerror = ({ error }) => {
      if (["not-allowed", "service-not-allowed", "language-not-supported"].includes(error)) this.stop();
    };
    recognition.start();
  }

  stop() {
    this.isOn = false;
    this.recognition?.stop();
  }
}
